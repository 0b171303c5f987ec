import { type CandleRow, candleGroup, type GapRow } from '../../../core/contract/index.ts'
import { formatPrice, price, priceFromNumberLossy, type Timeframe, timeframeLength } from '../../../core/domain/index.ts'
import { type Bar, barOf, CandleChart, type ChartBand, MOST_BARS, zoneShift } from '../../charting/index.ts'
import type { Zone } from '../../format/index.ts'
import { followGaps, type InstrumentView, listOf, type Terminal } from '../../stores/index.ts'
import { type BandCounts, chartBands, countBands } from './chart-bands.ts'
import { chartLines, chartMarks } from './chart-marks.ts'

export type HistoryState = 'loading' | 'ready' | 'error'

export interface ChartFeedOptions {
  readonly terminal: Terminal
  readonly host: HTMLElement
  readonly instrument: InstrumentView
  readonly timeframe: Timeframe
  readonly zone: Zone
  readonly onHistory: (state: HistoryState, message: string) => void
  readonly onHover: (bar: Bar | undefined) => void
  /** What of the chart's time is missing, told when it changes. */
  readonly onBandCounts: (counts: BandCounts) => void
  /** The missing stretches under the pointer. */
  readonly onBands: (bands: readonly ChartBand[]) => void
}

const PAGE = 1_500
/** Before older bars that could not be read are asked for again, ms. */
const RETRY = 3_000

/** Joins one chart to the stores: history, live bars, marks and lines. Returns the function that ends it. */
export function feedChart(options: ChartFeedOptions): () => void {
  const { terminal, host, instrument, timeframe, zone, onHistory, onHover, onBandCounts, onBands } = options
  const { topics, client } = terminal
  const { id } = instrument
  const shift = (at: number): number => (zone === 'local' ? zoneShift(at) : 0)
  const bar = (row: CandleRow): Bar => barOf(row, shift(row.openTime))
  let ended = false
  let busy = false
  let oldest = false

  const setProtection = (line: string, at: number): void => {
    const position = topics.store('trading.positions').getState().rows.get(id)
    const dropped = formatPrice(priceFromNumberLossy(at, price(instrument.tickSize)))
    const stop = line === 'stop' ? dropped : (position?.stop ?? null)
    const target = line === 'target' ? dropped : (position?.target ?? null)
    void terminal.commands
      .send({ type: 'SetProtection', instrument: id, stop, target }, `Move ${line} to ${dropped}`)
      .then(drawLines)
  }

  const chart = new CandleChart(host, {
    onNeedOlder: () => {
      if (chart.firstTime !== undefined) load(chart.firstTime * 1_000 - shift(chart.firstTime * 1_000) * 1_000 - 1)
    },
    onDrop: setProtection,
    onBands,
    onHover: (hovered) => {
      onHover(hovered ?? chart.lastBar)
    },
  })

  function load(to?: number): void {
    if (busy || oldest || chart.size >= MOST_BARS) return
    busy = true
    const range = to === undefined ? {} : { to }
    client.api.recorder.candles({ instrument: id, timeframe, limit: PAGE, ...range }).then(
      (rows) => {
        busy = false
        if (ended) return
        if (to !== undefined && rows.length === 0) oldest = true
        chart.merge(rows.map(bar))
        onHistory('ready', '')
        onHover(chart.lastBar)
      },
      (error: unknown) => {
        busy = false
        if (ended) return
        onHistory('error', String(error))
        // A recorder that is busy or starting answers later; without a connection the next one loads anew.
        terminal.clock.after(RETRY, () => {
          if (!ended) load(to)
        })
      },
    )
  }

  const candles = topics.store('market.candles', candleGroup(id, timeframe))
  const signals = topics.store('trading.signals')
  const fills = topics.store('trading.fills')
  const orders = topics.store('trading.orders')
  const positions = topics.store('trading.positions')
  const channels = topics.store('market.channels', id)

  function drawMarks(): void {
    const marks = { instrument: id, timeframe, signals: listOf(signals.getState()), fills: listOf(fills.getState()), shift }
    chart.setMarks(chartMarks(marks))
  }
  function drawLines(): void {
    if (!ended) chart.setLines(chartLines(id, listOf(orders.getState()), positions.getState().rows.get(id)))
  }
  let gaps: readonly GapRow[] = []
  let drawn = ''
  function drawBands(): void {
    const [trades] = listOf(channels.getState()).filter(({ channel }) => channel === 'trades')
    const bands = chartBands({ gaps, trades, now: terminal.now.getState().now, zone, shift })
    const key = bands.map(({ id, to, text }) => `${id} ${String(to)} ${text}`).join()
    if (ended || key === drawn) return
    drawn = key
    chart.setBands(bands, timeframeLength(timeframe) / 1_000)
    onBandCounts(countBands(bands))
  }
  const drawLive = (): void => {
    const state = candles.getState()
    if (state.version === 0) return
    if (state.reset) chart.merge(listOf(state).map(bar))
    else for (const row of state.changed) chart.update(bar(row))
    onHover(chart.lastBar)
  }

  chart.reset(instrument.priceDecimals, Number(instrument.tickSize))
  onHistory('loading', '')
  const stops = [
    topics.hold('market.candles', candleGroup(id, timeframe)),
    topics.hold('trading.signals'),
    topics.hold('trading.fills'),
    topics.hold('trading.orders'),
    topics.hold('trading.positions'),
    topics.hold('market.channels', id),
    channels.subscribe(drawBands),
    followGaps(terminal, id, (rows) => {
      gaps = rows
      drawBands()
    }),
    candles.subscribe(drawLive),
    signals.subscribe(drawMarks),
    fills.subscribe(drawMarks),
    orders.subscribe(drawLines),
    positions.subscribe(drawLines),
    client.connection.subscribe((now, before) => {
      if (now.epoch !== before.epoch) load()
    }),
  ]
  const restyle = (): void => {
    chart.restyle()
  }
  document.addEventListener('sentinel-appearance', restyle)
  const version = candles.getState().version
  if (version > 0) chart.merge(listOf(candles.getState()).map(bar))
  drawMarks()
  drawLines()
  load()

  return () => {
    ended = true
    document.removeEventListener('sentinel-appearance', restyle)
    for (const stop of stops) stop()
    chart.dispose()
  }
}
