/** Strategies of users that know what they may not, and honest ones that look as if they did. */

const written = (top: string, step: string): string => `
import { clamp, defineStrategy, integerParameter, neutral, values, aroundByAtr } from 'sentinel'
${top}
export default defineStrategy({
  id: 'mine', version: 1, title: 'Mine', family: 'test', idea: 'i', suits: 's', weakness: 'w', timeframe: '1m',
  parameters: { period: integerParameter('Period', 10, [2, 200]) },
  warmUp: ({ period }) => Math.max(period, 15),
  features: ({ period }) => ({
    average: { indicator: 'sma', parameters: { period } },
    atr: { indicator: 'atr', parameters: { period: 14 } },
    rsi: { indicator: 'rsi', parameters: { period: 7 } },
  }),
  step(view, parameters) {
    const found = values(view, ['average', 'atr', 'rsi'])
    if (found === null || view.close === null) return neutral('average')
    const say = (stance, confidence = 0.6, levels = {}) =>
      ({ stance, confidence, reasons: [{ feature: 'average', contribution: 1 }], ...levels })
${step}
  },
})
`

export interface Cheat {
  /** The lines at fault end with \`// fault\`. */
  readonly code: string
  readonly causes: readonly string[]
}

/** The code of a kind of strategy that must be found, and why it is. */
export const CHEATS: Readonly<Record<string, Cheat>> = {
  'a counter beside the step': {
    code: written(
      'let count = 0',
      `count += 1 // fault
    return say(view.close > found.average ? 'long' : 'flat', 0.5 + (count % 7) / 20)`,
    ),
    causes: ['earlier-steps', 'earlier-runs', 'other-market'],
  },
  'closes hoarded in one run and read ahead in the next': {
    code: written(
      'const closes = new Map()',
      `closes.set(view.at, view.close)
    const next = closes.get(view.at + 60_000) // fault
    if (next === undefined) return say(view.close > found.average ? 'long' : 'flat')
    return say(next > view.close ? 'long' : 'flat', 0.9)`,
    ),
    causes: ['earlier-steps', 'earlier-runs'],
  },
  'an average of its own for each of its markets': {
    code: written(
      'const averages = new WeakMap()',
      `const before = averages.get(parameters) ?? view.close // fault
    const average = before + (view.close - before) * 0.2
    averages.set(parameters, average)
    return say(view.close > average ? 'long' : 'flat')`,
    ),
    causes: ['earlier-steps'],
  },
  'a last close kept in the definition itself': {
    code: written(
      '',
      `const rising = view.close > (this.last ?? 0) // fault
    this.last = view.close
    return say(rising ? 'long' : 'flat')`,
    ),
    causes: ['earlier-steps', 'other-market'],
  },
  'a last stance that is kept where only the stop shows it': {
    code: written(
      'const memory = { entries: [] }',
      `if (view.close > found.average) memory.entries.push(view.close) // fault
    else memory.entries.length = 0
    const stop = Math.min(view.close, ...memory.entries.slice(-5)) - found.atr
    return view.close > found.average ? say('long', 0.6, { stop }) : say('flat')`,
    ),
    causes: ['earlier-steps'],
  },
  'a table of the days on which the market fell': {
    code: written(
      'const CRASHES = [[1_700_001_000_000, 1_700_003_000_000]]',
      `const fell = CRASHES.some(([from, to]) => view.at >= from && view.at <= to) // fault
    return fell ? say('flat', 1) : say(view.close > found.average ? 'long' : 'flat')`,
    ),
    causes: ['dates'],
  },
  'a clock': {
    code: written('', `return say('long', (Date.now() % 10) / 10) // fault`),
    causes: ['failed'],
  },
  chance: {
    code: written('', `return say(Math.random() < 0.5 ? 'long' : 'flat') // fault`),
    causes: ['failed'],
  },
}

/** What is put off runs only where something else runs between two steps: in a process of its own. */
export const DEFERRED: Cheat = {
  code: written(
    'let late = 0',
    `Promise.resolve().then(() => { late += 1 })
  const shown = late % 5 // fault
  return say(view.close > found.average ? 'long' : 'flat', 0.5 + shown / 20)`,
  ),
  causes: ['earlier-steps'],
}

/** Pure, each in its own way, though it looks as if it remembered. */
export const HONEST: Readonly<Record<string, string>> = {
  'holds on to its own last stance': written(
    '',
    `if (view.previous === 'long') return view.close < found.average - found.atr ? say('flat') : say('long')
    return view.close > found.average + found.atr ? say('long') : neutral('average')`,
  ),
  'looks at long windows': written('', `return view.close > found.average ? say('long') : say('flat')`).replace(
    'period: 14 } }',
    'period: 90 } }',
  ),
  'knows the hour and the weekday': written(
    '',
    `const hour = Math.floor(view.at / 3_600_000) % 24
    const day = Math.floor(view.at / 86_400_000 + 4) % 7
    if (hour === 0) return neutral('average')
    return say(view.close > found.average ? 'long' : 'flat', 0.4 + day / 20)`,
  ),
  'keeps what it worked out': written(
    'const roots = new Map()',
    `const key = Math.round(found.rsi)
    if (!roots.has(key)) roots.set(key, Math.sqrt(key))
    return say(view.close > found.average ? 'long' : 'flat', clamp(roots.get(key) / 10, 0, 1))`,
  ),
  'works with lists of its own': written(
    'const WEIGHTS = [3, 2, 1]',
    `const all = []
    for (const weight of WEIGHTS) all.push(weight * found.rsi)
    let sum = 0
    all.forEach((each) => { sum += each })
    all.sort((a, b) => a - b)
    const levels = aroundByAtr(view.close, found.atr, { stopAtr: 1 + (sum % 3), targetAtr: 2 })
    return found.rsi < 40 ? say('long', clamp(sum / 600, 0, 1), levels) : say('flat')`,
  ),
}
