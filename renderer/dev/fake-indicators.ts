import type { CandleRow, IndicatorDescription, IndicatorRequest, IndicatorSeries } from '../../core/contract/index.ts'
import { InputError, integerParameter, type ParameterSchema, resolveParameters } from '../../core/domain/index.ts'

interface Given {
  readonly title: string
  readonly family: string
  readonly outputs?: readonly string[]
  readonly onPrice?: boolean
  readonly parameters?: ParameterSchema
}

const PERIOD = { period: integerParameter('Period', 20, [2, 500]) }

const described = (id: string, given: Given): IndicatorDescription => ({
  id,
  title: given.title,
  family: given.family,
  formula: 'Scripted: it has the shape of the real one, not its numbers.',
  sees: 'closed candles only; the forming candle is never seen',
  fromCandles: true,
  parameters: given.parameters ?? PERIOD,
  outputs: given.outputs ?? ['value'],
  priceOutputs: given.onPrice === true ? (given.outputs ?? ['value']) : [],
  bounds: id === 'rsi' || id === 'stochastic' ? { value: [0, 100] } : {},
  warmUp: 20,
})

const MACD = {
  fast: integerParameter('Fast period', 12, [1, 500]),
  slow: integerParameter('Slow period', 26, [2, 1_000]),
  signal: integerParameter('Signal period', 9, [1, 500]),
}

/** A few, of every shape that a chart draws. */
export const FAKE_INDICATORS: readonly IndicatorDescription[] = [
  described('ema', { title: 'Exponential moving average', family: 'moving-average', onPrice: true }),
  described('sma', { title: 'Simple moving average', family: 'moving-average', onPrice: true }),
  described('bollinger', {
    title: 'Bollinger bands',
    family: 'volatility',
    outputs: ['middle', 'upper', 'lower'],
    onPrice: true,
  }),
  described('psar', { title: 'Parabolic stop and reverse', family: 'trend', onPrice: true }),
  described('rsi', { title: 'Relative strength index', family: 'momentum' }),
  described('macd', {
    title: 'Moving average convergence divergence',
    family: 'momentum',
    outputs: ['macd', 'signal', 'histogram'],
    parameters: MACD,
  }),
  described('atr', { title: 'Average true range', family: 'volatility' }),
  {
    ...described('book-imbalance', { title: 'Book imbalance', family: 'microstructure' }),
    fromCandles: false,
    sees: 'each book snapshot, up to 50 levels a side',
  },
]

type Shape = (closes: readonly number[], at: number, period: number) => number

const mean: Shape = (closes, at, period) => {
  let sum = 0
  for (let index = at - period + 1; index <= at; index += 1) sum += closes[index] ?? 0
  return sum / period
}

/** What an output looks like, made of moving means only. */
function valueOf(id: string, output: string, closes: readonly number[], at: number): Shape {
  const close = closes[at] ?? 0
  if (output === 'upper') return (...of) => mean(...of) * 1.002
  if (output === 'lower') return (...of) => mean(...of) * 0.998
  if (output === 'macd' || output === 'signal') return (...of) => (close - mean(...of)) * (output === 'macd' ? 1 : 0.7)
  if (output === 'histogram') return (...of) => (close - mean(...of)) * 0.3
  if (id === 'psar') return (...of) => (close > mean(...of) ? close * 0.999 : close * 1.001)
  if (id === 'rsi') return (...of) => 50 + 50 * Math.tanh((close / mean(...of) - 1) * 600)
  if (id === 'atr') return (...of) => Math.abs(close - mean(...of)) + close * 0.0004
  return mean
}

/** Throws InputError as the recorder does. */
export function fakeIndicator(request: IndicatorRequest, history: readonly CandleRow[]): IndicatorSeries {
  const { indicator, from = 0, to = Infinity, since = 0, forming, limit } = request
  const description = FAKE_INDICATORS.find(({ id }) => id === indicator)
  if (description === undefined) throw new InputError({ field: 'indicator', value: indicator, remedy: 'use one of the list' })
  const parameters = resolveParameters(description.parameters, request.parameters ?? {}, indicator)
  const { fast = 0, slow = 1 } = parameters
  if (fast >= slow && 'slow' in parameters)
    throw new InputError({
      field: `${indicator}.fast`,
      value: String(fast),
      remedy: `use less than slow, which is ${String(slow)}`,
    })
  const period = parameters['period'] ?? slow
  const closed = history.filter(({ openTime }) => openTime >= since && openTime <= to)
  const follows = forming !== undefined && forming.openTime > (closed.at(-1)?.openTime ?? 0)
  const rows = follows ? [...closed, forming] : closed
  const closes = rows.map(({ close }) => Number(close))
  const first = Math.max(
    rows.findIndex(({ openTime }) => openTime >= from),
    rows.length - limit,
    0,
  )
  const column = (output: string): readonly (number | null)[] =>
    closes.map((_, at) => (at + 1 < period ? null : valueOf(indicator, output, closes, at)(closes, at, period))).slice(first)
  return {
    indicator,
    parameters,
    since: rows[0]?.openTime ?? null,
    time: rows.slice(first).map(({ openTime }) => openTime),
    outputs: Object.fromEntries(description.outputs.map((output) => [output, column(output)])),
    forming: follows,
  }
}
