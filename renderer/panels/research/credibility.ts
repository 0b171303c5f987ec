/** Numbers of a search in the words of somebody who must decide whether to trade on it. */
export interface Verdict {
  readonly tone: 'good' | 'doubt' | 'bad'
  readonly words: string
}

const percent = (value: number): string => `${(value * 100).toFixed(0)} %`

/** Of the deflated Sharpe ratio: the probability that the true one is above what luck alone would have given the best of so many. */
export function deflatedVerdict(probability: number | null): Verdict {
  if (probability === null) return { tone: 'doubt', words: 'Too few days or trades to say whether it is luck.' }
  if (probability >= 0.95)
    return { tone: 'good', words: `${percent(probability)} sure that it is better than the luck of so many tries.` }
  if (probability >= 0.5)
    return { tone: 'doubt', words: `Only ${percent(probability)} sure that it is better than the luck of so many tries.` }
  return {
    tone: 'bad',
    words: `Most likely luck: only ${percent(probability)} sure that it beats the best of so many tries without skill.`,
  }
}

/** Of the probability of backtest overfitting: how often the best of one half is below the middle in the other. */
export function overfittingVerdict(probability: number | null): Verdict {
  if (probability === null) return { tone: 'doubt', words: 'Too few trials or days to split and compare.' }
  const often = `the best of one half of the days fell below the middle in the other half in ${percent(probability)} of the splits.`
  if (probability < 0.1) return { tone: 'good', words: `Choosing carries over: ${often}` }
  return probability < 0.5
    ? { tone: 'doubt', words: `Choosing carries over in part: ${often}` }
    : { tone: 'bad', words: `Choosing does not carry over: ${often} Do not trade on this choice.` }
}

const SHAPES: Readonly<Record<string, Verdict>> = {
  plateau: { tone: 'good', words: 'Plateau: parameters beside the best do about as well.' },
  slope: { tone: 'doubt', words: 'Slope: parameters beside the best do clearly worse.' },
  spike: { tone: 'bad', words: 'Spike: parameters beside the best do badly, so it is luck of one setting.' },
}

export const shapeVerdict = (shape: string | null): Verdict =>
  SHAPES[shape ?? ''] ?? { tone: 'doubt', words: 'No verdict on its neighbours: the best is not above zero, or has none.' }
