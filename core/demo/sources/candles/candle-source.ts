import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MINUTE } from '../../../domain/index.ts'
import type { Clock } from '../../../ports/index.ts'
import { decodeCandles } from '../../data/candle-codec.ts'
import { SYMBOLS } from '../../exchange/symbol.ts'
import type { StreamHub } from '../../market/stream-hub.ts'
import type { MarketSource } from '../source.ts'
import { seededRandom } from './seeded-random.ts'
import { SymbolSimulation } from './symbol-simulation.ts'

/** 2025-05-25T00:00:00Z: some weeks of recorded minutes lie before it and ten days after. */
const FIRST_ANCHOR = Date.UTC(2025, 4, 25)
/** Minutes over which the anchor moves with the clock before it starts again. */
const ANCHOR_RANGE = 8 * 24 * 60

/**
 * The recorded minute that stands for now. It moves with the clock, so that a demo which is
 * stopped and started again goes on where the market would be, with the same history behind it.
 */
export const anchorAt = (now: number): number => FIRST_ANCHOR + (Math.floor(now / MINUTE) % ANCHOR_RANGE) * MINUTE

/** The symbols act in turns, so that no moment carries the work of all. */
const TURN = 25
const TURNS = 4

export interface CandleSourceOptions {
  readonly dataDir: string
  readonly hub: StreamHub
  readonly clock: Clock
  readonly speed: number
  readonly seed: number
}

export function candleSource(options: CandleSourceOptions): MarketSource {
  const { clock, hub, speed, seed, dataDir } = options
  const anchor = anchorAt(clock.now())
  const simulations = SYMBOLS.map((spec) => {
    const file = join(dataDir, 'candles', `${spec.symbol}.1m.br`)
    return new SymbolSimulation({
      spec,
      columns: decodeCandles(readFileSync(file), file),
      hub,
      random: seededRandom(seed, spec.symbol),
      speed,
      now: () => clock.now(),
      anchor,
    })
  })
  const stops: (() => void)[] = []
  let turn = 0
  return {
    markets: simulations.map((simulation) => simulation.market),
    description:
      'Simulated order books around recorded one-minute candles of May and June 2025 (shifted to now). Prices follow the recording; book, trades and volumes are simulated.',
    start() {
      stops.push(
        clock.every(TURN, () => {
          turn = (turn + 1) % (TURNS * 10)
          simulations.forEach((simulation, index) => {
            if (index % TURNS !== turn % TURNS) return
            simulation.tick()
            simulation.streams.flushFast(clock.now())
            if (Math.floor(turn / TURNS) === index) simulation.streams.flushSlow(clock.now())
          })
        }),
      )
    },
    stop() {
      for (const stop of stops.splice(0)) stop()
    },
  }
}
