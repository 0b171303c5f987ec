import { parentPort } from 'node:worker_threads'
import type { BarColumns } from '../../features/index.ts'
import { emaCross, Extremes, sharedAverages } from '../../research/index.ts'
import { CASH, type Exits, FEE, type Pair } from './bars.ts'

export interface ColumnWork {
  readonly bars: BarColumns
  readonly pairs: readonly Pair[]
  readonly exits: Exits
}

/** The equities in the order of the pairs, and how many trades the ledgers hold. */
export interface ColumnResult {
  readonly equities: readonly number[]
  readonly trades: number
}

/** The fast tier over some pairs, indicator columns and extremes made here and shared by all of them. */
export function runColumns({ bars, pairs, exits }: ColumnWork): ColumnResult {
  const market = { bars, extremes: new Extremes(bars.low, bars.high) }
  const averages = sharedAverages(bars)
  const terms = { cash: CASH, costs: { fee: FEE, slippage: 0 }, protection: exits }
  const ledgers = pairs.map((pair) => emaCross(market, averages, pair, terms))
  return {
    equities: ledgers.map(({ equity }) => equity),
    trades: ledgers.reduce((sum, { trades }) => sum + trades.length, 0),
  }
}

parentPort?.on('message', (work: ColumnWork) => parentPort?.postMessage(runColumns(work)))
