import { Crosshair } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { candleGroup } from '../../../core/contract/index.ts'
import { timeframeLength } from '../../../core/domain/index.ts'
import { type Bar, type ChartBand, EMA_PERIODS } from '../../charting/index.ts'
import {
  CHART_TIMEFRAMES,
  type InstrumentView,
  useInstrument,
  useSelected,
  useSettings,
  useTerminal,
  useTopicStore,
} from '../../stores/index.ts'
import { useTopicStaleAge } from '../../stores/stale.ts'
import { Loading, PanelContent, PanelMessage, Segments } from '../../ui/index.ts'
import { type BandCounts, NO_BANDS } from './chart-bands.ts'
import { feedChart, type HistoryState } from './chart-feed.ts'

function describer(decimals: number): (bar: Bar | undefined) => string {
  const digits = new Intl.NumberFormat('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
  const text = (value: number): string => digits.format(value)
  return (bar) => (bar === undefined ? '' : `O ${text(bar.open)} H ${text(bar.high)} L ${text(bar.low)} C ${text(bar.close)}`)
}

const LEGEND = [
  ['open', 'open', 'Trades or bars that are missing; a signal that looks back over them says so'],
  ['repaired', 'repaired', 'Trades or bars that were missing and were fetched from the venue'],
  ['stale', 'stale', 'No trade for longer than this stream may be silent'],
] as const

/** Over the chart: what its bands mean, or, where the pointer is on some, the newest three of them. */
function BandNote({ counts, bands }: { readonly counts: BandCounts; readonly bands: readonly ChartBand[] }): ReactNode {
  if (bands.length > 0)
    return (
      <div className="chart-bands open" role="status" data-testid="chart-bands">
        {bands.slice(-3).map((band) => (
          <span key={band.id} className={`legend band ${band.kind}`}>
            {band.text}
          </span>
        ))}
        {bands.length > 3 ? <span className="dim">and {bands.length - 3} more</span> : null}
      </div>
    )
  return (
    <div className="chart-bands">
      {LEGEND.filter(([kind]) => counts[kind] > 0).map(([kind, name, hint]) => (
        <span key={kind} className={`legend band ${kind}`} title={hint} data-testid={`chart-${kind}`}>
          {kind === 'stale' ? name : `${String(counts[kind])} ${name} ${counts[kind] === 1 ? 'gap' : 'gaps'}`}
        </span>
      ))}
    </div>
  )
}

function ChartBody({ instrument }: { readonly instrument: InstrumentView }): ReactNode {
  const terminal = useTerminal()
  const timeframe = useSettings((settings) => settings.timeframe)
  const zone = useSettings((settings) => settings.zone)
  const host = useRef<HTMLDivElement>(null)
  const readout = useRef<HTMLSpanElement>(null)
  const [history, setHistory] = useState<{ readonly state: HistoryState; readonly message: string }>({
    state: 'loading',
    message: '',
  })
  const [counts, setCounts] = useState(NO_BANDS)
  const [bands, setBands] = useState<readonly ChartBand[]>([])
  const group = candleGroup(instrument.id, timeframe)
  useTopicStore('market.candles', group)
  const staleAge = useTopicStaleAge('market.candles', group, timeframeLength(timeframe))
  useEffect(() => {
    if (host.current === null) return undefined
    const describe = describer(instrument.priceDecimals)
    return feedChart({
      terminal,
      host: host.current,
      instrument,
      timeframe,
      zone,
      onHistory: (state, message) => {
        setHistory({ state, message })
      },
      onHover: (bar) => {
        if (readout.current !== null) readout.current.textContent = describe(bar)
      },
      onBandCounts: setCounts,
      onBands: setBands,
    })
  }, [terminal, instrument, timeframe, zone])
  return (
    <>
      <div className="panel-bar">
        <b className="chart-symbol">{instrument.symbol}</b>
        <Segments
          label="Timeframe"
          options={CHART_TIMEFRAMES}
          value={timeframe}
          onChange={(next) => {
            terminal.settings.setState({ timeframe: next })
          }}
        />
        {EMA_PERIODS.map((period, index) => (
          <span key={period} className={index === 0 ? 'legend first' : 'legend second'}>
            {index === 0 ? 'EMA ' : ''}
            {period}
          </span>
        ))}
        <span className="grow" />
        <span className="num chart-readout clip" ref={readout} data-testid="chart-readout" />
      </div>
      <PanelContent topic="market.candles" filter={group} what="candles" staleAge={staleAge} keep>
        <div
          className="surface"
          ref={host}
          data-testid="chart"
          data-history={history.state}
          role="figure"
          aria-label={`${instrument.symbol} candles`}
        />
        <BandNote counts={counts} bands={bands} />
        {history.state === 'loading' ? <Loading what="history" /> : null}
        {history.state === 'error' ? (
          <div className="panel-notice error" role="status">
            Older bars could not be read ({history.message}); they are asked for again, and live bars arrive.
          </div>
        ) : null}
      </PanelContent>
    </>
  )
}

export function ChartPanel(): ReactNode {
  const instrument = useInstrument(useSelected())
  return (
    <div className="panel">
      {instrument === undefined ? (
        <PanelMessage icon={<Crosshair size={18} strokeWidth={1.5} aria-hidden />} title="No instrument yet">
          It appears when the feed has listed its markets.
        </PanelMessage>
      ) : (
        <ChartBody instrument={instrument} />
      )}
    </div>
  )
}
