import { Crosshair } from 'lucide-react'
import { type ReactNode, useCallback, useEffect, useId, useRef } from 'react'
import { formatPrice, type Price, price } from '../../../core/domain/index.ts'
import {
  fillTicket,
  groupOf,
  type InstrumentView,
  joinGroup,
  listOf,
  useAsked,
  useInstrument,
  usePanelInstance,
  usePanelState,
  useSelected,
  useTerminal,
  useTopicStore,
} from '../../stores/index.ts'
import { PanelContent, PanelMessage, Segments } from '../../ui/index.ts'
import { Touch, useBookState, useRestyle } from '../book/index.ts'
import { LadderView } from './ladder-view.ts'

const STEPS = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000] as const
const BARS = ['size', 'sum'] as const
const METRICS_EVERY = 1_000

const parseTicks = (kept: unknown): number => STEPS.find((step) => step === kept) ?? 1
const parseStatic = (kept: unknown): boolean => kept === true
const parseBars = (kept: unknown): (typeof BARS)[number] => BARS.find((bars) => bars === kept) ?? 'size'

const stepText = (tickSize: string, ticks: number): string => formatPrice((price(tickSize) * BigInt(ticks)) as Price)

function useLadder(instrument: InstrumentView) {
  const terminal = useTerminal()
  const instance = usePanelInstance()
  const { id } = instrument
  const books = useTopicStore('market.books', id)
  const orders = useTopicStore('trading.orders')
  const queue = useTopicStore('trading.queue', id)
  const trades = useTopicStore('market.trades', id)
  const host = useRef<HTMLDivElement>(null)
  const said = useRef<HTMLSpanElement>(null)
  const view = useRef<LadderView>(null)
  useEffect(() => {
    if (host.current === null) return undefined
    const ladder = new LadderView({
      host: host.current,
      instrument,
      onPick: (at, side) => {
        const { type } = terminal.workspace.getState().ticket
        fillTicket(terminal.workspace, id, { price: at, side, type: type === 'market' ? 'limit' : type })
        // The ticket goes where the click was, so that what it shows is what was clicked.
        joinGroup(terminal.links, 'ticket', groupOf(terminal.links.getState(), instance))
      },
      onCancel: (orderIds) => {
        for (const orderId of orderIds) void terminal.commands.send({ type: 'CancelOrder', orderId }, 'Cancel order')
      },
      onCursor: (text) => {
        if (said.current !== null) said.current.textContent = text
      },
    })
    view.current = ladder
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
    const drawBook = (): void => {
      ladder.setBook(books.getState().rows.get(id))
    }
    const drawOrders = (): void => {
      ladder.setOrders(listOf(orders.getState()), queue.getState().rows)
    }
    const drawTrade = (light: boolean): void => {
      const newest = trades.getState().changed.at(-1)
      if (newest !== undefined) ladder.setTrade(newest, light && !calm)
    }
    drawBook()
    drawOrders()
    drawTrade(false)
    const stops = [
      books.subscribe(drawBook),
      orders.subscribe(drawOrders),
      queue.subscribe(drawOrders),
      trades.subscribe((now, before) => {
        if (now.version !== before.version) drawTrade(before.version > 0)
      }),
    ]
    return () => {
      for (const stop of stops) stop()
      view.current = null
      ladder.dispose()
    }
  }, [terminal, instance, instrument, id, books, orders, queue, trades])
  const restyle = useCallback(() => view.current?.restyle(), [])
  useRestyle(restyle)
  return { host, said, view }
}

function Ladder({ instrument }: { readonly instrument: InstrumentView }): ReactNode {
  const { client } = useTerminal()
  const { id } = instrument
  const [ticks, setTicks] = usePanelState('ticks', parseTicks)
  const [isStatic, setStatic] = usePanelState('static', parseStatic)
  const [bars, setBars] = usePanelState('bars', parseBars)
  const { host, said, view } = useLadder(instrument)
  const { value: metrics } = useAsked(id, METRICS_EVERY, () => client.api.feed.bookMetrics(id))
  const imbalance = metrics?.metrics?.fresh === true ? metrics.metrics.imbalance : undefined
  const { staleAge, resyncing, missing } = useBookState(id)
  const described = useId()
  useEffect(() => {
    view.current?.configure({ ticks, isStatic, bars })
  }, [view, instrument, ticks, isStatic, bars])
  useEffect(() => {
    view.current?.setImbalance(imbalance)
  }, [view, instrument, imbalance])
  return (
    <>
      <div className="panel-bar">
        <select
          className="select num"
          aria-label="Price step of a row"
          title="Price step of a row"
          value={ticks}
          onChange={(event) => {
            setTicks(parseTicks(Number(event.target.value)))
          }}
        >
          {STEPS.map((step) => (
            <option key={step} value={step}>
              {stepText(instrument.tickSize, step)}
            </option>
          ))}
        </select>
        <Segments
          label="What bars and figures tell"
          options={BARS}
          value={bars}
          text={(option) => (option === 'sum' ? 'Sum' : 'Size')}
          onChange={setBars}
        />
        <span className="grow" />
        <button
          type="button"
          className="btn small"
          aria-pressed={isStatic}
          title="Static: prices stand still and the market moves through them"
          onClick={() => {
            setStatic(!isStatic)
          }}
        >
          Static
        </button>
        <button
          type="button"
          className="btn small icon"
          aria-label="Centre the ladder on the market"
          title="Centre on the market (Home)"
          onClick={() => {
            view.current?.centre()
          }}
        >
          <Crosshair size={11} aria-hidden />
        </button>
      </div>
      <PanelContent topic="market.books" filter={id} what="order book" staleAge={staleAge} keep>
        <div
          className="surface ladder"
          ref={host}
          data-testid="ladder"
          data-imbalance={imbalance}
          role="application"
          tabIndex={0}
          aria-label={`Order book of ${instrument.symbol}`}
          aria-describedby={described}
        />
        <span className="sr-only" id={described}>
          Up and Down move over prices, Enter fills the ticket to buy, Shift and Enter to sell, Delete cancels own orders at the
          price.
        </span>
        <span className="sr-only" role="status" ref={said} />
        {missing ? <PanelMessage title="No book yet">The feed is still reading the first snapshot.</PanelMessage> : null}
        {resyncing ? <div className="panel-notice">Resyncing after a gap</div> : null}
      </PanelContent>
    </>
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
          <Ladder key={instrument.id} instrument={instrument} />
          <Touch instrument={instrument.id} />
        </>
      )}
    </div>
  )
}
