import {
  type CandleRequest,
  type CandleRow,
  type CheckedIndicatorRequest,
  type IndicatorDescription,
  type IndicatorRequest,
  type IndicatorSeries,
  MOST_CANDLES,
  parseIndicatorRequest,
} from '../../contract/index.ts'
import { InputError, timeframeLength } from '../../domain/index.ts'
import {
  type AnyIndicator,
  type BarColumns,
  type CheckedColumns,
  checkColumns,
  computeColumns,
  type Indicator,
  indicatorById,
  indicatorCatalog,
  priceLevelOutputs,
} from '../../features/index.ts'

type CandleIndicator = Indicator<'bar'> | Indicator<'close'>

/** Bars fed before the range: what recursive means still remember of their start is then less than a pixel. */
const LEAD_WARM_UPS = 5
/** A few lengths only, so that the indicators of a chart share what is read for them. */
const LEADS = [300, 1_000, 3_000, 10_000] as const
const MOST_LEAD = LEADS[3]
const HOUR = 3_600_000

const isCandleIndicator = (indicator: AnyIndicator): indicator is CandleIndicator =>
  indicator.input === 'bar' || indicator.input === 'close'

/** Every indicator, as screens offer it. */
export const indicatorDescriptions = (): readonly IndicatorDescription[] =>
  indicatorCatalog().map(({ id, title, family, formula, input, sees, parameters, outputs, bounds, warmUp }) => ({
    id,
    title,
    family,
    formula,
    sees,
    fromCandles: input === 'bar' || input === 'close',
    parameters,
    outputs,
    priceOutputs: outputs.filter((name) => priceLevelOutputs(id).includes(name)),
    bounds,
    warmUp,
  }))

/** Bars to feed before the first that is answered. */
function leadOf(indicator: CandleIndicator, parameters: Readonly<Record<string, number>>, timeframe: number): number {
  const { session } = indicator.descriptor
  const hours = parameters['sessionHours'] ?? 0
  const aSession = Math.ceil((hours * HOUR) / timeframe)
  const warmUp = indicator.warmUp(parameters)
  const bars = session === null ? warmUp * LEAD_WARM_UPS + aSession : warmUp * aSession
  return LEADS.find((lead) => lead >= bars) ?? MOST_LEAD
}

function columnsOf(rows: readonly CandleRow[]): CheckedColumns {
  const column = (read: (row: CandleRow) => number): Float64Array => Float64Array.from(rows, read)
  return checkColumns({
    openTime: column((row) => row.openTime),
    open: column((row) => Number(row.open)),
    high: column((row) => Number(row.high)),
    low: column((row) => Number(row.low)),
    close: column((row) => Number(row.close)),
    volume: column((row) => Number(row.volume)),
  })
}

/** The columns and, where it follows them, the forming bar. */
function withForming(columns: CheckedColumns, { forming, to = Infinity }: CheckedIndicatorRequest): BarColumns {
  if (forming === undefined || forming.openTime > to || forming.openTime <= (columns.openTime.at(-1) ?? -1)) return columns
  const add = (column: Float64Array, value: number): Float64Array => {
    const longer = new Float64Array(column.length + 1)
    longer.set(column)
    longer[column.length] = value
    return longer
  }
  return {
    openTime: add(columns.openTime, forming.openTime),
    open: add(columns.open, Number(forming.open)),
    high: add(columns.high, Number(forming.high)),
    low: add(columns.low, Number(forming.low)),
    close: add(columns.close, Number(forming.close)),
    volume: add(columns.volume, Number(forming.volume)),
  }
}

const firstFrom = (times: Float64Array, from: number): number => {
  const found = times.findIndex((time) => time >= from)
  return found < 0 ? times.length : found
}

/**
 * Indicators over recorded bars, computed by the rules that strategies run on. Rows that were asked for before are
 * turned into columns once.
 */
export class IndicatorReads {
  readonly #candles: (request: CandleRequest) => readonly CandleRow[]
  readonly #columns = new WeakMap<readonly CandleRow[], CheckedColumns>()

  constructor(candles: (request: CandleRequest) => readonly CandleRow[]) {
    this.#candles = candles
  }

  /** Throws InputError that names what is wrong. */
  series(request: IndicatorRequest): IndicatorSeries {
    const asked = parseIndicatorRequest(request)
    const indicator = indicatorById(asked.indicator)
    const { id, sees } = indicator.descriptor
    if (!isCandleIndicator(indicator))
      throw new InputError({ field: 'indicator', value: id, remedy: `it sees ${sees}: use one that is made from candles` })
    const parameters = indicator.resolve(asked.parameters ?? {})
    const lead = leadOf(indicator, parameters, timeframeLength(asked.timeframe))
    const closed = this.#read(asked, lead)
    const fed = withForming(closed, asked)
    const values = computeColumns(indicator, fed, parameters)
    const first = this.#firstAnswered(asked, fed.openTime)
    return {
      indicator: id,
      parameters,
      since: fed.openTime[0] ?? null,
      time: [...fed.openTime.subarray(first)],
      outputs: Object.fromEntries(
        [...values].map(([name, column]) => [
          name,
          Array.from(column.subarray(first), (value) => (Number.isNaN(value) ? null : value)),
        ]),
      ),
      forming: fed !== closed && first < fed.openTime.length,
    }
  }

  #read({ instrument, timeframe, from, to, since, limit }: CheckedIndicatorRequest, lead: number): CheckedColumns {
    // What opens `lead` bars before `from` may be further back where bars are missing: that only lengthens the lead.
    const start = since ?? (from === undefined ? undefined : Math.max(0, from - lead * timeframeLength(timeframe)))
    const rows = this.#candles({
      instrument,
      timeframe,
      limit: since === undefined ? limit + lead : MOST_CANDLES + MOST_LEAD,
      ...(start === undefined ? {} : { from: start }),
      ...(to === undefined ? {} : { to }),
    })
    const known = this.#columns.get(rows) ?? columnsOf(rows)
    this.#columns.set(rows, known)
    return known
  }

  #firstAnswered({ from, limit }: CheckedIndicatorRequest, times: Float64Array): number {
    return Math.max(times.length - limit, from === undefined ? 0 : firstFrom(times, from), 0)
  }
}
