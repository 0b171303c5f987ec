import { type ReactNode, useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import {
  type InstrumentView,
  listOf,
  useInstrument,
  useSelected,
  useTopicStaleAge,
  useTopicStore,
  useZone,
} from '../../stores/index.ts'
import { PanelContent, PanelMessage } from '../../ui/index.ts'
import { TapeView } from './tape-view.ts'

/** A market this quiet is worth a remark; the streams' own limits are under Data. */
const QUIET = 30_000

function Tape({ instrument }: { readonly instrument: InstrumentView }): ReactNode {
  const { id } = instrument
  const store = useTopicStore('market.trades', id)
  const zone = useZone()
  const host = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (host.current === null) return undefined
    const view = new TapeView(host.current, instrument, zone)
    view.replace(listOf(store.getState()))
    const stop = store.subscribe((state) => {
      if (state.reset) view.replace(listOf(state))
      else view.append(state.changed)
    })
    const restyle = (): void => {
      view.restyle()
    }
    document.addEventListener('sentinel-appearance', restyle)
    return () => {
      document.removeEventListener('sentinel-appearance', restyle)
      stop()
      view.dispose()
    }
  }, [store, instrument, zone])
  const none = useStore(store, (state) => state.phase === 'ready' && state.rows.size === 0)
  const staleAge = useTopicStaleAge('market.trades', id, QUIET)
  return (
    <>
      <div className="tape-head">
        <span>Time</span>
        <span>Price</span>
        <span>Size</span>
      </div>
      <PanelContent topic="market.trades" filter={id} what="trades" staleAge={none ? undefined : staleAge} keep>
        <div className="surface" ref={host} data-testid="tape" role="img" aria-label={`Trades of ${instrument.symbol}`} />
        {none ? <PanelMessage title="No trades yet" /> : null}
      </PanelContent>
    </>
  )
}

export function TapePanel(): ReactNode {
  const instrument = useInstrument(useSelected())
  return (
    <div className="panel">
      {instrument === undefined ? <PanelMessage title="No instrument yet" /> : <Tape instrument={instrument} />}
    </div>
  )
}
