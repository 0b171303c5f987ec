import { Crosshair } from 'lucide-react'
import { type ReactNode, useCallback, useEffect, useId, useRef, useState } from 'react'
import { type InstrumentView, useInstrument, useSelected, useTerminal, useZone } from '../../stores/index.ts'
import { PanelContent, PanelMessage } from '../../ui/index.ts'
import { Touch, useBookState, useRestyle } from '../book/index.ts'
import { feedHeat, type PastState } from './heat-feed.ts'
import { HeatView } from './heat-view.ts'

function Past({ state }: { readonly state: PastState }): ReactNode {
  if (state === 'ready') return null
  if (state === 'loading') return <span className="dim">Reading the last minutes</span>
  if (state === 'none') {
    return (
      <span className="dim" title="Books are recorded from the moment a market is followed">
        Nothing recorded yet
      </span>
    )
  }
  return (
    <span
      className="num warn"
      title={`${state.problem}. The live book is shown all the same; it is read again with the next connection.`}
    >
      No recorded past
    </span>
  )
}

function Heatmap({ instrument }: { readonly instrument: InstrumentView }): ReactNode {
  const terminal = useTerminal()
  const zone = useZone()
  const { id } = instrument
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<HeatView>(null)
  const [past, setPast] = useState<PastState>('loading')
  const [paused, setPaused] = useState(false)
  useEffect(() => {
    if (host.current === null) return undefined
    const heat = new HeatView({ host: host.current, instrument, zone, now: () => terminal.clock.now(), onPaused: setPaused })
    view.current = heat
    const stop = feedHeat({ terminal, instrument: id, view: heat, onPast: setPast })
    return () => {
      stop()
      view.current = null
      heat.dispose()
    }
  }, [terminal, instrument, id, zone])
  const restyle = useCallback(() => view.current?.restyle(), [])
  useRestyle(restyle)
  const { staleAge, resyncing, missing } = useBookState(id)
  const described = useId()
  return (
    <>
      <div className="panel-bar">
        <span className="chart-symbol">{instrument.symbol}</span>
        <Past state={past} />
        <span className="grow" />
        {paused ? <span className="num warn">Paused in the past</span> : null}
        <button
          type="button"
          className="btn small"
          aria-pressed={!paused}
          title="Follow the newest moment and the middle of the market (Home, double click)"
          onClick={() => {
            view.current?.fit()
          }}
        >
          <Crosshair size={11} aria-hidden />
          Follow
        </button>
      </div>
      <PanelContent topic="market.books" filter={id} what="order book" staleAge={staleAge} keep>
        <div
          className="surface crosshair"
          ref={host}
          data-testid="heatmap"
          role="application"
          tabIndex={0}
          aria-label={`Depth of ${instrument.symbol} over time`}
          aria-describedby={described}
        />
        <span className="sr-only" id={described}>
          Arrows move in time and price, plus and minus zoom time, with Shift prices, Home follows the market.
        </span>
        <Touch instrument={id} />
        {missing ? <PanelMessage title="No book yet">The feed is still reading the first snapshot.</PanelMessage> : null}
        {resyncing ? <div className="panel-notice">Resyncing after a gap</div> : null}
      </PanelContent>
    </>
  )
}

export function HeatmapPanel(): ReactNode {
  const instrument = useInstrument(useSelected())
  return (
    <div className="panel">
      {instrument === undefined ? (
        <PanelMessage title="No instrument yet" />
      ) : (
        <Heatmap key={instrument.id} instrument={instrument} />
      )}
    </div>
  )
}
