import { type CandleRow, candleGroup, type GapRow } from '../../../core/contract/index.ts'
import { formatPrice, price, priceFromNumberLossy, type Timeframe, timeframeLength } from '../../../core/domain/index.ts'
import {
  type Bar,
  barOf,
  CandleChart,
  type CandleChartEvents,
  type ChartBand,
  type DrawnIndicator,
  MOST_BARS,
  zoneShift,
} from '../../charting/index.ts'
import type { Zone } from '../../format/index.ts'
import { followGaps, type InstrumentView, listOf, type Terminal } from '../../stores/index.ts'
import { type BandCounts, chartBands, countBands } from './chart-bands.ts'
import { chartLines } from './chart-lines.ts'
import { chartMarks } from './chart-marks.ts'
import type { ChartSettings } from './chart-settings.ts'
import { describeDistance } from './distance.ts'
import { IndicatorFeed, type WantedIndicator } from './indicator-feed.ts'

export type HistoryState = 'loading' | 'ready' | 'error'

type ChartTold = Pick<CandleChartEvents, 'onLook' | 'onBands' | 'onPlaces' | 'onHeights' | 'onAway'>

export interface ChartLinkOptions extends ChartTold {
  readonly terminal: Terminal
  readonly host: HTMLElement
  readonly instrument: InstrumentView
  readonly timeframe: Timeframe
  readonly zone: Zone
  readonly onHistory: (state: HistoryState, message: string) => void
  /** What of the chart's time is missing, told when it changes. */
  readonly onBandCounts: (counts: BandCounts) => void
  /** The opening of the bar that forms, in the chart's seconds; 0 while none does. */
  readonly onForming: (time: number) => void
  /** Why an indicator has no values; undefined once it has. */
  readonly onProblem: (key: string, problem: string | undefined) => void
}

export interface ChartParts extends Pick<ChartSettings, 'scale' | 'volume' | 'heights'> {
  readonly drawn: readonly DrawnIndicator[]
  readonly wanted: readonly WantedIndicator[]
}

/** One chart, joined to the stores. */
export interface ChartLink {
  show(parts: ChartParts): void
  showNewest(): void
  /** What lies at a height of the chart, the price on the tick; undefined outside of the price pane. */
  under(y: number): { readonly price: string; readonly lines: readonly string[] } | undefined
  /** The newest close, and no line. */
  atNewest(): { readonly price: string; readonly lines: readonly string[] } | undefined
  end(): void
}

const PAGE = 1_500
/** Before older bars that could not be read are asked for again, ms. */
const RETRY = 3_000

/** Joins one chart to history, live bars, indicators, marks and lines. */
export function linkChart(options: ChartLinkOptions): ChartLink {
  const { terminal, host, instrument, timeframe, zone, onHistory, onBandCounts } = options
  const { topics, client, clock } = terminal
  const { id } = instrument
  const tick = price(instrument.tickSize)
  const shift = (at: number): number => (zone === 'local' ? zoneShift(at) : 0)
  const bar = (row: CandleRow): Bar => barOf(row, shift(row.openTime))
  let ended = false
  let busy = false
  let oldest = false

  const onTick = (at: number): string => formatPrice(priceFromNumberLossy(at, tick))
  const setProtection = (line: string, at: number): void => {
    if (at <= 0) {
      drawLines()
      return
    }
    const position = topics.store('trading.positions').getState().rows.get(id)
    const dropped = onTick(at)
    const stop = line === 'stop' ? dropped : (position?.stop ?? null)
    const target = line === 'target' ? dropped : (position?.target ?? null)
    void terminal.commands
      .send({ type: 'SetProtection', instrument: id, stop, target }, `Move ${line} to ${dropped}`)
      .then(drawLines)
  }
  const { onLook, onBands, onPlaces, onHeights, onAway } = options
  const chart = new CandleChart(host, {
    onLook,
    onBands,
    onPlaces,
    onHeights,
    onAway,
    onNeedOlder: () => {
      const first = firstOpening()
      if (first !== undefined) load(first - 1)
    },
    onDrop: setProtection,
    describeDistance: (distance) => describeDistance(distance, { timeframe, decimals: instrument.priceDecimals }),
  })
  const indicators = new IndicatorFeed({
    instrument: id,
    timeframe,
    clock,
    ask: (request) => client.api.recorder.indicator(request),
    onSeries: (key, { time, outputs }, whole) => {
      chart.takeIndicator(key, { time: time.map((at) => at / 1_000 + shift(at)), outputs }, whole)
    },
    onProblem: (key, problem) => {
      if (problem !== undefined) chart.forgetIndicator(key)
      options.onProblem(key, problem)
    },
  })

  /** Epoch ms. */
  function firstOpening(): number | undefined {
    const first = chart.firstTime
    // The shift is that of the very moment: it is found from either side of a change of the clocks.
    return first === undefined ? undefined : first * 1_000 - shift(first * 1_000 - shift(first * 1_000) * 1_000) * 1_000
  }
  function merge(rows: readonly CandleRow[]): void {
    chart.merge(rows.map(bar))
    const from = firstOpening()
    if (from !== undefined) indicators.bars(from)
  }
  function load(to?: number): void {
    if (busy || oldest || chart.size >= MOST_BARS) return
    busy = true
    const range = to === undefined ? {} : { to }
    client.api.recorder.candles({ instrument: id, timeframe, limit: PAGE, ...range }).then(
      (rows) => {
        busy = false
        if (ended) return
        if (to !== undefined && rows.length === 0) oldest = true
        else merge(rows)
        onHistory('ready', '')
      },
      (error: unknown) => {
        busy = false
        if (ended) return
        onHistory('error', error instanceof Error ? error.message : String(error))
        // A recorder that is busy or starting answers later; without a connection the next one loads anew.
        clock.after(RETRY, () => {
          if (!ended) load(to)
        })
      },
    )
  }

  const candles = topics.store('market.candles', candleGroup(id, timeframe))
  const signals = topics.store('trading.signals')
  const fills = topics.store('trading.fills')
  const orders = topics.store('trading.orders')
  const schedules = topics.store('trading.schedules')
  const positions = topics.store('trading.positions')
  const channels = topics.store('market.channels', id)

  function drawMarks(): void {
    const marks = { instrument: id, timeframe, signals: listOf(signals.getState()), fills: listOf(fills.getState()), shift }
    chart.setMarks(chartMarks(marks))
  }
  function drawLines(): void {
    if (ended) return
    const position = positions.getState().rows.get(id)
    const lists = { orders: listOf(orders.getState()), schedules: listOf(schedules.getState()) }
    chart.setLines(chartLines({ instrument: id, position, ...lists }))
  }
  let gaps: readonly GapRow[] = []
  let drawn = ''
  function drawBands(): void {
    const [trades] = listOf(channels.getState()).filter(({ channel }) => channel === 'trades')
    const bands: readonly ChartBand[] = chartBands({ gaps, trades, now: terminal.now.getState().now, zone, shift })
    const key = bands.map(({ id, to, text }) => `${id} ${String(to)} ${text}`).join()
    if (ended || key === drawn) return
    drawn = key
    chart.setBands(bands, timeframeLength(timeframe) / 1_000)
    onBandCounts(countBands(bands))
  }
  let newest = 0
  const drawLive = (): void => {
    const state = candles.getState()
    if (state.version === 0) return
    if (state.reset) merge(listOf(state))
    else if (!state.changed.map((row) => chart.update(bar(row))).every(Boolean)) merge([])
    for (const row of state.reset ? listOf(state) : state.changed) {
      if (row.openTime < newest) continue
      newest = row.openTime
      const { openTime, open, high, low, close, volume } = row
      options.onForming(row.closed ? 0 : bar(row).time)
      indicators.newest(row.closed ? undefined : { openTime, open, high, low, close, volume })
    }
  }

  chart.reset(instrument.priceDecimals, Number(instrument.tickSize))
  onHistory('loading', '')
  const stops = [
    topics.hold('market.candles', candleGroup(id, timeframe)),
    topics.hold('trading.signals'),
    topics.hold('trading.fills'),
    topics.hold('trading.orders'),
    topics.hold('trading.schedules'),
    topics.hold('trading.positions'),
    topics.hold('market.channels', id),
    channels.subscribe(drawBands),
    terminal.now.subscribe(drawBands),
    followGaps(terminal, id, (rows) => {
      gaps = rows
      drawBands()
    }),
    candles.subscribe(drawLive),
    signals.subscribe(drawMarks),
    fills.subscribe(drawMarks),
    orders.subscribe(drawLines),
    schedules.subscribe(drawLines),
    positions.subscribe(drawLines),
    client.connection.subscribe((now, before) => {
      if (now.epoch !== before.epoch) load()
    }),
  ]
  const restyle = (): void => {
    chart.restyle()
  }
  document.addEventListener('sentinel-appearance', restyle)
  drawLive()
  drawMarks()
  drawLines()
  load()

  return {
    show: ({ drawn: list, wanted, ...parts }) => {
      chart.show({ ...parts, indicators: list })
      indicators.want(wanted)
    },
    showNewest: () => {
      chart.showNewest()
    },
    under: (y) => {
      const found = chart.under(y)
      return found === undefined || found.price <= 0 ? undefined : { price: onTick(found.price), lines: found.lines }
    },
    atNewest: () => {
      const close = chart.lastBar?.close
      return close === undefined ? undefined : { price: onTick(close), lines: [] }
    },
    end: () => {
      ended = true
      document.removeEventListener('sentinel-appearance', restyle)
      indicators.end()
      for (const stop of stops) stop()
      chart.dispose()
    },
  }
}
