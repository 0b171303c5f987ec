import { InputError } from '../../domain/index.ts'
import { combinations, evenBounds } from './combinations.ts'
import { checkSameLength } from './matrix.ts'
import { checkWhole, type Series } from './series.ts'

export interface Overfitting {
  /** Share of the splits whose winner in one half is no better than the median of all in the other half. */
  readonly probability: number
  /** One a split: ln(w / (1 - w)), w the winner's relative rank in the other half; above zero it beat the median. */
  readonly logits: Float64Array
  /** Share of the splits whose winner lost money in the other half. */
  readonly lossProbability: number
  /** Slope of the winner's Sharpe in the other half over that in its own: below zero, the better the fit the worse after. */
  readonly slope: number
}

const DEFAULT_BLOCKS = 16
const MAX_BLOCKS = 16

/**
 * Probability of backtest overfitting by combinatorially symmetric cross-validation (D. Bailey, J. Borwein,
 * M. Lopez de Prado and Q. Zhu, The Probability of Backtest Overfitting, Journal of Computational Finance, 2017).
 * One series of returns a strategy, all of the same days. The days are cut into `blocks` runs (an even number, 2 to 16); each
 * choice of half of them picks a winner by Sharpe ratio, which is ranked in the half that is left, ties in the middle of their
 * ranks. A strategy whose returns never differ has a ratio of 0: it traded nothing.
 * Throws InputError for fewer than two strategies, fewer than two days a block, and values that are not finite.
 */
export function backtestOverfitting(strategies: readonly Series[], blocks = DEFAULT_BLOCKS): Overfitting {
  checkWhole('blocks', blocks, 2, MAX_BLOCKS)
  if (blocks % 2 !== 0) throw new InputError({ field: 'blocks', value: String(blocks), remedy: 'give an even number' })
  if (strategies.length < 2)
    throw new InputError({ field: 'strategies', value: String(strategies.length), remedy: 'give at least two' })
  checkSameLength('strategies', strategies, 2 * blocks)
  const table = new BlockSums(strategies, blocks)
  const halves = combinations(blocks, blocks / 2)
  const outcomes: Outcome[] = []
  // In lexical order the other half of the first choice is the last choice, and so on: each pair is worked out once.
  for (let index = 0; index < halves.length / 2; index += 1) {
    const other = halves.length - 1 - index
    const [one, two] = [table.sharpeRatios(halves[index] ?? []), table.sharpeRatios(halves[other] ?? [])]
    outcomes[index] = outcomeOf(one, two)
    outcomes[other] = outcomeOf(two, one)
  }
  const share = (count: number): number => count / outcomes.length
  return {
    probability: share(outcomes.filter(({ logit }) => logit <= 0).length),
    logits: Float64Array.from(outcomes, ({ logit }) => logit),
    lossProbability: share(outcomes.filter(({ outside }) => outside < 0).length),
    slope: slopeOf(outcomes),
  }
}

interface Outcome {
  readonly logit: number
  /** Sharpe ratios of the winner where it was chosen and where it was not. */
  readonly inside: number
  readonly outside: number
}

function outcomeOf(inside: Float64Array, outside: Float64Array): Outcome {
  let winner = 0
  for (let index = 1; index < inside.length; index += 1) if ((inside[index] ?? 0) > (inside[winner] ?? 0)) winner = index
  const reached = outside[winner] ?? 0
  let [below, same] = [0, 0]
  for (const ratio of outside) {
    if (ratio < reached) below += 1
    else if (ratio === reached) same += 1
  }
  const rank = (below + (same + 1) / 2) / (outside.length + 1)
  return { logit: Math.log(rank / (1 - rank)), inside: inside[winner] ?? 0, outside: reached }
}

function slopeOf(outcomes: readonly Outcome[]): number {
  const middle = (key: 'inside' | 'outside'): number => outcomes.reduce((sum, each) => sum + each[key], 0) / outcomes.length
  const [x, y] = [middle('inside'), middle('outside')]
  let [above, below] = [0, 0]
  for (const { inside, outside } of outcomes) {
    above += (inside - x) * (outside - y)
    below += (inside - x) ** 2
  }
  return below === 0 ? 0 : above / below
}

/** Sums of returns and of their squares by strategy and block: the Sharpe ratio of any blocks without reading a day again. */
class BlockSums {
  readonly #sums: readonly Float64Array[]
  readonly #squares: readonly Float64Array[]
  readonly #days: readonly number[]
  readonly #strategies: number

  constructor(strategies: readonly Series[], blocks: number) {
    const bounds = evenBounds(strategies[0]?.length ?? 0, blocks)
    const perBlock = (power: 1 | 2): readonly Float64Array[] =>
      Array.from({ length: blocks }, (_, block) =>
        Float64Array.from(strategies, (returns) => {
          let sum = 0
          for (let day = bounds[block] ?? 0; day < (bounds[block + 1] ?? 0); day += 1) sum += (returns[day] ?? 0) ** power
          return sum
        }),
      )
    this.#sums = perBlock(1)
    this.#squares = perBlock(2)
    this.#days = Array.from({ length: blocks }, (_, block) => (bounds[block + 1] ?? 0) - (bounds[block] ?? 0))
    this.#strategies = strategies.length
  }

  sharpeRatios(half: readonly number[]): Float64Array {
    const ratios = new Float64Array(this.#strategies)
    const squares = new Float64Array(this.#strategies)
    let days = 0
    for (const block of half) {
      days += this.#days[block] ?? 0
      for (let index = 0; index < ratios.length; index += 1) {
        ratios[index] = (ratios[index] ?? 0) + (this.#sums[block]?.[index] ?? 0)
        squares[index] = (squares[index] ?? 0) + (this.#squares[block]?.[index] ?? 0)
      }
    }
    for (let index = 0; index < ratios.length; index += 1) {
      const mean = (ratios[index] ?? 0) / days
      const square = (squares[index] ?? 0) / days
      const variance = square - mean * mean
      // What rounding leaves of equal returns is no deviation.
      ratios[index] = variance <= square * 1e-12 ? 0 : mean / Math.sqrt((variance * days) / (days - 1))
    }
    return ratios
  }
}
