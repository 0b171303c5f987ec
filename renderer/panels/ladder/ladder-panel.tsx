import { Crosshair } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import { FRESHNESS } from '../../../core/contract/index.ts'
import {
  fillTicket,
  groupOf,
  type InstrumentView,
  joinGroup,
  listOf,
  useInstrument,
  usePanelInstance,
  useRow,
  useSelected,
  useSettings,
  useTerminal,
  useTopicStore,
} from '../../stores/index.ts'
import { PanelContent, PanelMessage, Segments } from '../../ui/index.ts'
import { LadderView } from './ladder-view.ts'

const STEPS = [1, 5, 10, 50, 100] as const

function Ladder({ instrument }: { readonly instrument: InstrumentView }): ReactNode {
  const terminal = useTerminal()
  const instance = usePanelInstance()
  const { id } = instrument
  const ticks = useSettings((settings) => settings.ladderTicks)
  const isStatic = useSettings((settings) => settings.ladderStatic)
  const books = useTopicStore('market.books', id)
  const orders = useTopicStore('trading.orders')
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<LadderView>(null)
  useEffect(() => {
    if (host.current === null) return undefined
    const ladder = new LadderView({
      host: host.current,
      instrument,
      ticks,
      isStatic,
      onPick: (price, side) => {
        const { type } = terminal.workspace.getState().ticket
        fillTicket(terminal.workspace, id, { price, side, type: type === 'market' ? 'limit' : type })
        // The ticket goes where the click was, so that what it shows is what was clicked.
        joinGroup(terminal.links, 'ticket', groupOf(terminal.links.getState(), instance))
      },
    })
    view.current = ladder
    const drawBook = (): void => {
      ladder.setBook(books.getState().rows.get(id))
    }
    const drawOrders = (): void => {
      ladder.setOrders(listOf(orders.getState()))
    }
    const restyle = (): void => {
      ladder.restyle()
    }
    drawBook()
    drawOrders()
    const stops = [books.subscribe(drawBook), orders.subscribe(drawOrders)]
    document.addEventListener('sentinel-appearance', restyle)
    return () => {
      document.removeEventListener('sentinel-appearance', restyle)
      for (const stop of stops) stop()
      view.current = null
      ladder.dispose()
    }
  }, [terminal, instance, instrument, id, ticks, isStatic, books, orders])
  const staleAge = useStore(terminal.now, ({ now }) => {
    const at = books.getState().rows.get(id)?.receivedTime
    return at === undefined || now - at <= FRESHNESS.book ? undefined : Math.floor((now - at) / 1_000) * 1_000
  })
  const resyncing = useStore(books, (state) => state.rows.get(id)?.state === 'resyncing')
  const missing = useStore(books, (state) => state.phase === 'ready' && state.rows.get(id) === undefined)
  return (
    <>
      <div className="panel-bar">
        <Segments
          label="Ticks per row"
          options={STEPS}
          value={STEPS.find((step) => step === ticks) ?? 1}
          onChange={(next) => {
            terminal.settings.setState({ ladderTicks: next })
          }}
        />
        <span className="grow" />
        <button
          type="button"
          className="btn small"
          aria-pressed={isStatic}
          title="Static: prices stand still and the market moves through them; it never moves under the pointer"
          onClick={() => {
            terminal.settings.setState({ ladderStatic: !isStatic })
          }}
        >
          Static
        </button>
        {isStatic ? (
          <button
            type="button"
            className="btn small icon"
            aria-label="Centre the ladder on the market"
            onClick={() => {
              view.current?.centre()
            }}
          >
            <Crosshair size={11} aria-hidden />
          </button>
        ) : null}
      </div>
      <PanelContent topic="market.books" filter={id} what="order book" staleAge={staleAge} keep>
        <div
          className="surface ladder"
          ref={host}
          data-testid="ladder"
          role="img"
          aria-label={`Order book of ${instrument.symbol}`}
        />
        {missing ? <PanelMessage title="No book yet">The feed is still reading the first snapshot.</PanelMessage> : null}
        {resyncing ? <div className="panel-notice">Resyncing after a gap</div> : null}
      </PanelContent>
    </>
  )
}

function Touch({ instrument }: { readonly instrument: InstrumentView }): ReactNode {
  const quote = useRow('market.quotes', instrument.id)
  return (
    <span className="sr-only" aria-live="off">
      Best bid {quote?.bid ?? 'unknown'}, best ask {quote?.ask ?? 'unknown'}
    </span>
  )
}

export function LadderPanel(): ReactNode {
  const instrument = useInstrument(useSelected())
  return (
    <div className="panel">
      {instrument === undefined ? (
        <PanelMessage title="No instrument yet" />
      ) : (
        <>
          <Ladder instrument={instrument} />
          <Touch instrument={instrument} />
        </>
      )}
    </div>
  )
}
