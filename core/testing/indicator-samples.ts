import type { Bar, BookDepth, BookTop, ExternalReading, IndicatorInputs, InputKind, TradeTick } from '../features/index.ts'

/** A small linear congruential generator (Numerical Recipes), so that samples repeat. */
function sequenceOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** A random walk of plausible bars, for contract suites; `spacing` ms from one to the next. */
export function sampleBars(count: number, seed: number, spacing = 60_000): readonly Bar[] {
  const random = sequenceOf(seed)
  let close = 100 + random() * 900
  return Array.from({ length: count }, (_, index) => {
    const open = close
    close *= 1 + (random() - 0.5) * 0.02
    const high = Math.max(open, close) * (1 + random() * 0.005)
    const low = Math.min(open, close) * (1 - random() * 0.005)
    return { openTime: index * spacing, open, high, low, close, volume: 1 + random() * 50 }
  })
}

const sampleTops = (count: number, seed: number): readonly BookTop[] => {
  const random = sequenceOf(seed)
  return Array.from({ length: count }, (_, index) => {
    const bid = 100 + random() * 10
    return { time: index * 250, bid, bidSize: 0.1 + random(), ask: bid + 0.01 + random(), askSize: 0.1 + random() }
  })
}

const sampleDepths = (count: number, seed: number): readonly BookDepth[] => {
  const random = sequenceOf(seed)
  const sizes = (): readonly number[] => Array.from({ length: 20 }, () => 0.1 + random())
  return Array.from({ length: count }, (_, index) => {
    const mid = 100 + random()
    const prices = (sign: 1 | -1): readonly number[] =>
      Array.from({ length: 20 }, (_, level) => mid + sign * 0.01 * (level + 0.5))
    return { time: index * 250, bidPrices: prices(-1), bidSizes: sizes(), askPrices: prices(1), askSizes: sizes() }
  })
}

const sampleTrades = (count: number, seed: number): readonly TradeTick[] => {
  const random = sequenceOf(seed)
  return Array.from({ length: count }, (_, index) => ({
    time: index * 100 + Math.floor(random() * 100),
    price: 100 + random(),
    quantity: 0.01 + random(),
    buy: random() < 0.5,
  }))
}

const sampleReadings = (count: number, seed: number): readonly ExternalReading[] => {
  const random = sequenceOf(seed)
  return Array.from({ length: count }, (_, index) => ({ time: index * 300_000, value: 10 * random() - 5 }))
}

const SAMPLES: { readonly [Kind in InputKind]: (count: number, seed: number) => readonly IndicatorInputs[Kind][] } = {
  close: sampleBars,
  bar: sampleBars,
  top: sampleTops,
  depth: sampleDepths,
  trade: sampleTrades,
  external: sampleReadings,
}

export const sampleInputs = <Kind extends InputKind>(kind: Kind, count: number, seed: number): readonly IndicatorInputs[Kind][] =>
  SAMPLES[kind](count, seed)
