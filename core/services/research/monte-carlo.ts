import { z } from 'zod'
import { DecimalError, InputError, money, moneyToNumberLossy, price, quantity, toNumberLossy } from '../../domain/index.ts'
import { type LedgerEntry, percentText, roundTripsOf } from '../../performance/index.ts'
import { type MonteCarlo, monteCarlo, RESAMPLINGS, type Spread } from '../../research/index.ts'
import { seededRandom } from '../../simulation/paper/index.ts'

/** What of a report of `backtest --json` is read here. */
const REPORT = z.object({
  startingCash: z.string(),
  trades: z.array(
    z.object({
      time: z.number(),
      side: z.enum(['buy', 'sell']),
      price: z.string(),
      quantity: z.string(),
      fee: z.string(),
      instrument: z.string().optional(),
    }),
  ),
  funding: z.object({ payments: z.array(z.object({ time: z.number(), instrument: z.string(), amount: z.string() })) }).optional(),
})
type Report = z.infer<typeof REPORT>

export interface MonteCarloRun {
  readonly runs: number
  readonly seed: number
  /** Share of the starting cash at or below which is ruin. */
  readonly ruin: number
}

export interface MonteCarloReport extends MonteCarloRun {
  readonly startingCash: number
  readonly trades: number
  /** Profit over the equity before each trade, in the order in which the trades closed. */
  readonly returns: readonly number[]
  readonly shuffle: MonteCarlo
  readonly bootstrap: MonteCarlo
}

/**
 * Other orders and other luck of the closed trades of a backtest. `text` is its report as JSON; `source` names it in errors.
 * Throws InputError for a text that is no such report and for one without a closed trade.
 */
export function runMonteCarlo(text: string, source: string, { runs, seed, ruin }: MonteCarloRun): MonteCarloReport {
  const { startingCash, entries } = parsed(text, source)
  let equity = startingCash
  const returns = roundTripsOf(entries).map(({ profit }) => {
    const before = equity
    equity += profit
    return profit / before
  })
  if (returns.length === 0)
    throw new InputError({ field: '--report', value: source, remedy: 'it has no closed trade: give a backtest that has some' })
  const [shuffle, bootstrap] = RESAMPLINGS.map((resampling) =>
    monteCarlo(returns, { random: seededRandom(seed), runs, resampling, equity: startingCash, ruin }),
  ) as [MonteCarlo, MonteCarlo]
  return { runs, seed, ruin, startingCash, trades: returns.length, returns, shuffle, bootstrap }
}

interface Ledger {
  readonly startingCash: number
  readonly entries: readonly LedgerEntry[]
}

function parsed(text: string, source: string): Ledger {
  const refuse = (problem: string): InputError =>
    new InputError({ field: '--report', value: source, remedy: `${problem}: give what \`backtest --json\` printed` })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw refuse('it is not JSON')
  }
  const found = REPORT.safeParse(value)
  if (!found.success) {
    const [issue] = found.error.issues
    throw refuse(`${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is not as expected'}`.trim())
  }
  try {
    return { startingCash: moneyToNumberLossy(money(found.data.startingCash)), entries: entriesOf(found.data) }
  } catch (error) {
    if (error instanceof DecimalError) throw refuse(error.message)
    throw error
  }
}

/** Fills and funding by their times; what was held is counted in exact decimals, so that flat is flat. */
function entriesOf({ trades, funding }: Report): readonly LedgerEntry[] {
  const held = new Map<string, bigint>()
  const fills = trades.map(({ time, side, instrument = '', ...texts }) => {
    const size = quantity(texts.quantity)
    const after = (held.get(instrument) ?? 0n) + (side === 'buy' ? 1n : -1n) * size
    held.set(instrument, after)
    const entry: LedgerEntry = {
      time,
      side,
      price: toNumberLossy(price(texts.price)),
      quantity: toNumberLossy(size),
      fee: moneyToNumberLossy(money(texts.fee)),
      held: toNumberLossy(after as typeof size),
      market: instrument,
    }
    return { time, entry }
  })
  const named = trades.some(({ instrument }) => instrument !== undefined)
  const payments = (funding?.payments ?? []).map(({ time, instrument, amount }) => ({
    time,
    entry: { funding: moneyToNumberLossy(money(amount)), market: named ? instrument : '' } satisfies LedgerEntry,
  }))
  // Funding is due on what was held before the trades of its time.
  return [...payments, ...fills].sort((a, b) => a.time - b.time).map(({ entry }) => entry)
}

const SPREAD: readonly (readonly [keyof Spread, string])[] = [
  ['p5', '5 %'],
  ['p25', '25 %'],
  ['median', '50 %'],
  ['p75', '75 %'],
  ['p95', '95 %'],
  ['mean', 'Mean'],
]

/** For a person at a terminal. */
export function monteCarloText({ startingCash, trades, runs, seed, ruin, shuffle, bootstrap }: MonteCarloReport): string {
  const { finalEquity, maxDrawdown } = shuffle.observed
  const row = (name: string, spread: Spread, shown: (value: number) => string): string =>
    `${name.padEnd(30)}${SPREAD.map(([key]) => shown(spread[key]).padStart(14)).join('')}\n`
  const amount = (value: number): string => value.toFixed(2)
  return [
    `${String(trades)} closed trades from ${amount(startingCash)}: as they came ${amount(finalEquity)}, deepest drawdown ${percentText(maxDrawdown)} at their ends\n`,
    `${String(runs)} runs each, seed ${String(seed)}\n\n`,
    `${''.padEnd(30)}${SPREAD.map(([, title]) => title.padStart(14)).join('')}\n`,
    row('Another order: drawdown', shuffle.maxDrawdown, percentText),
    row('Other luck: final equity', bootstrap.finalEquity, amount),
    row('Other luck: drawdown', bootstrap.maxDrawdown, percentText),
    `\nLoss ${percentText(bootstrap.lossProbability)} with other luck; ruin (${percentText(ruin)} of the start or less) ${percentText(shuffle.ruinProbability)} in another order, ${percentText(bootstrap.ruinProbability)} with other luck\n`,
  ].join('')
}
