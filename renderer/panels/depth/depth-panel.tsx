import { Maximize2, Minus, Plus } from 'lucide-react'
import { type ReactNode, useCallback, useEffect, useId, useRef } from 'react'
import type { BookRow } from '../../../core/contract/index.ts'
import {
  type InstrumentView,
  listOf,
  useAsked,
  useInstrument,
  usePanelState,
  useSelected,
  useTerminal,
  useTopicStore,
} from '../../stores/index.ts'
import { PanelContent, PanelMessage, Segments } from '../../ui/index.ts'
import { bookLevels, deepened, Touch, useBookState, useRestyle } from '../book/index.ts'
import { LEAST_REACH, MOST_REACH } from './depth-model.ts'
import { DepthView } from './depth-view.ts'

const AXES = ['bp', 'price'] as const
/** Levels a side beyond those that every book brings, read anew every so many ms. */
const DEEP = 1_000
const DEEP_EVERY = 2_000

const parseAxis = (kept: unknown): (typeof AXES)[number] => AXES.find((axis) => axis === kept) ?? 'bp'
const parseReach = (kept: unknown): number | undefined =>
  typeof kept === 'number' && kept >= LEAST_REACH && kept <= MOST_REACH ? kept : undefined

function useDepth(instrument: InstrumentView, setReach: (reach: number | undefined) => void) {
  const { id } = instrument
  const books = useTopicStore('market.books', id)
  const orders = useTopicStore('trading.orders')
  const host = useRef<HTMLDivElement>(null)
  const said = useRef<HTMLSpanElement>(null)
  const view = useRef<DepthView>(null)
  const deep = useRef<BookRow>(null)
  useEffect(() => {
    if (host.current === null) return undefined
    const depth = new DepthView({
      host: host.current,
      instrument,
      onReach: setReach,
      onReadout: (text) => {
        if (said.current !== null && said.current.textContent !== text) said.current.textContent = text
      },
    })
    view.current = depth
    const drawBook = (): void => {
      const row = books.getState().rows.get(id)
      if (row === undefined) depth.setBook(undefined)
      else depth.setBook(deep.current === null ? bookLevels(row) : deepened(bookLevels(row), bookLevels(deep.current)))
    }
    const drawOrders = (): void => {
      depth.setOrders(listOf(orders.getState()))
    }
    drawBook()
    drawOrders()
    const stops = [books.subscribe(drawBook), orders.subscribe(drawOrders)]
    return () => {
      for (const stop of stops) stop()
      view.current = null
      depth.dispose()
    }
  }, [instrument, id, books, orders, setReach])
  const restyle = useCallback(() => view.current?.restyle(), [])
  useRestyle(restyle)
  return { host, said, view, deep }
}

function Depth({ instrument }: { readonly instrument: InstrumentView }): ReactNode {
  const { client } = useTerminal()
  const { id } = instrument
  const [axis, setAxis] = usePanelState('axis', parseAxis)
  const [reach, setReach] = usePanelState('reach', parseReach)
  const { host, said, view, deep } = useDepth(instrument, setReach)
  const { value } = useAsked(id, DEEP_EVERY, () => client.api.feed.book(id, DEEP))
  const { staleAge, resyncing, missing } = useBookState(id)
  const described = useId()
  useEffect(() => {
    // A book that is too old says nothing of what lies behind the newest one.
    deep.current = value?.fresh === true ? value : null
  }, [deep, value])
  useEffect(() => {
    view.current?.configure({ axis, reach })
  }, [view, instrument, axis, reach])
  const zoom = (factor: number) => (): void => {
    view.current?.zoom(factor)
  }
  return (
    <>
      <div className="panel-bar">
        <span className="chart-symbol">{instrument.symbol}</span>
        <Segments
          label="Axis"
          options={AXES}
          value={axis}
          text={(option) => (option === 'bp' ? 'bp' : 'Price')}
          onChange={setAxis}
        />
        <span className="grow" />
        <span className="num dim">{reach === undefined ? 'all' : `±${String(Number(reach.toPrecision(3)))} bp`}</span>
        <button type="button" className="btn small icon" aria-label="Show less depth" title="Zoom in (+)" onClick={zoom(1 / 1.5)}>
          <Plus size={11} aria-hidden />
        </button>
        <button type="button" className="btn small icon" aria-label="Show more depth" title="Zoom out (-)" onClick={zoom(1.5)}>
          <Minus size={11} aria-hidden />
        </button>
        <button
          type="button"
          className="btn small icon"
          aria-label="Show all that is known"
          aria-pressed={reach === undefined}
          title="All levels that are known"
          onClick={() => {
            setReach(undefined)
          }}
        >
          <Maximize2 size={11} aria-hidden />
        </button>
      </div>
      <PanelContent topic="market.books" filter={id} what="order book" staleAge={staleAge} keep>
        <div
          className="surface crosshair"
          ref={host}
          data-testid="depth"
          role="application"
          tabIndex={0}
          aria-label={`Depth of ${instrument.symbol}`}
          aria-describedby={described}
        />
        <span className="sr-only" id={described}>
          Left and Right read the curve, plus and minus zoom.
        </span>
        <span className="sr-only" role="status" ref={said} />
        <Touch instrument={id} />
        {missing ? <PanelMessage title="No book yet">The feed is still reading the first snapshot.</PanelMessage> : null}
        {resyncing ? <div className="panel-notice">Resyncing after a gap</div> : null}
      </PanelContent>
    </>
  )
}

export function DepthPanel(): ReactNode {
  const instrument = useInstrument(useSelected())
  return (
    <div className="panel">
      {instrument === undefined ? (
        <PanelMessage title="No instrument yet" />
      ) : (
        <Depth key={instrument.id} instrument={instrument} />
      )}
    </div>
  )
}
