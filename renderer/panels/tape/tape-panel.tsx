import { Layers } from 'lucide-react'
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import {
  type InstrumentView,
  useInstrument,
  usePanelState,
  useSelected,
  useTopicStaleAge,
  useTopicStore,
  useZone,
} from '../../stores/index.ts'
import { PanelContent, PanelMessage, Segments } from '../../ui/index.ts'
import { useRestyle } from '../book/index.ts'
import { parseFilter } from './tape-model.ts'
import { type TapeCounts, TapeView } from './tape-view.ts'

/** A market this quiet is worth a remark; the streams' own limits are under Data. */
const QUIET = 30_000
const MEASURES = ['size', 'money'] as const

const parseBy = (kept: unknown): (typeof MEASURES)[number] => MEASURES.find((by) => by === kept) ?? 'size'
/** Least amounts by market: what is little of one coin is much of another. */
const parseLeast = (kept: unknown): Readonly<Record<string, string>> => {
  if (kept === null || typeof kept !== 'object') return {}
  return Object.fromEntries(Object.entries(kept).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}
const parseJoined = (kept: unknown): boolean => kept === true

function useTape(instrument: InstrumentView, onCounts: (counts: TapeCounts) => void) {
  const store = useTopicStore('market.trades', instrument.id)
  const zone = useZone()
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<TapeView>(null)
  useEffect(() => {
    if (host.current === null) return undefined
    const tape = new TapeView({ host: host.current, instrument, zone, onCounts })
    view.current = tape
    tape.add([...store.getState().rows.values()])
    const stop = store.subscribe((now, before) => {
      if (now.version !== before.version) tape.add(now.changed)
    })
    return () => {
      stop()
      view.current = null
      tape.dispose()
    }
  }, [store, instrument, zone, onCounts])
  const restyle = useCallback(() => view.current?.restyle(), [])
  useRestyle(restyle)
  return { store, zone, host, view }
}

function Tape({ instrument }: { readonly instrument: InstrumentView }): ReactNode {
  const { id, base, quote } = instrument
  const [by, setBy] = usePanelState('by', parseBy)
  const [least, setLeast] = usePanelState('least', parseLeast)
  const [joined, setJoined] = usePanelState('joined', parseJoined)
  const [{ leftOut, waiting }, setCounts] = useState<TapeCounts>({ leftOut: 0, waiting: undefined })
  const { store, zone, host, view } = useTape(instrument, setCounts)
  const key = `${id} ${by}`
  const typed = least[key] ?? ''
  const filter = parseFilter(by, typed)
  useEffect(() => {
    const read = parseFilter(by, typed)
    if (read !== undefined) view.current?.configure({ filter: read, joined })
  }, [view, instrument, zone, by, typed, joined])
  const none = useStore(store, (state) => state.phase === 'ready' && state.rows.size === 0)
  const staleAge = useTopicStaleAge('market.trades', id, QUIET)
  return (
    <>
      <div className="panel-bar">
        <Segments
          label="The least of what"
          options={MEASURES}
          value={by}
          text={(option) => (option === 'size' ? base : quote)}
          onChange={setBy}
        />
        <input
          className="input least"
          inputMode="decimal"
          placeholder="least"
          aria-label={by === 'size' ? `Least size, ${base}` : `Least amount, ${quote}`}
          aria-invalid={filter === undefined}
          title={filter === undefined ? 'Not an amount: use digits such as 0.5' : 'Smaller prints are left out'}
          value={typed}
          onChange={(event) => {
            setLeast({ ...least, [key]: event.target.value })
          }}
        />
        <span
          className="num dim left-out"
          data-testid="tape-left-out"
          title="Prints that the filter leaves out, of the newest 2,000"
        >
          {leftOut === 0 ? '' : `${String(leftOut)} out`}
        </span>
        <span className="grow" />
        <button
          type="button"
          className="btn small icon"
          aria-pressed={joined}
          aria-label="Join prints"
          title="Join trades of the same millisecond, price and side"
          onClick={() => {
            setJoined(!joined)
          }}
        >
          <Layers size={11} aria-hidden />
        </button>
      </div>
      <div className="tape-head">
        <span>Time</span>
        <span>Price</span>
        <span>Size</span>
      </div>
      <PanelContent topic="market.trades" filter={id} what="trades" staleAge={none ? undefined : staleAge} keep>
        <div className="surface" ref={host} data-testid="tape" role="img" aria-label={`Trades of ${instrument.symbol}`} />
        {none ? <PanelMessage title="No trades yet" /> : null}
        {waiting === undefined ? null : (
          <div className="tape-held" data-testid="tape-waiting">
            {waiting === 0 ? 'Held under the pointer' : `Held, ${String(waiting)} new`}
          </div>
        )}
      </PanelContent>
    </>
  )
}

export function TapePanel(): ReactNode {
  const instrument = useInstrument(useSelected())
  return (
    <div className="panel">
      {instrument === undefined ? (
        <PanelMessage title="No instrument yet" />
      ) : (
        <Tape key={instrument.id} instrument={instrument} />
      )}
    </div>
  )
}
