import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Candle, type MarketEvent, toJson } from '../../domain/index.ts'
import { BTC, bookAt, candleAt, gapAt, instrumentOf, quoteAt, tradeAt } from '../../testing/market-facts.ts'
import type { Port } from '../runtime/index.ts'
import {
  BACKLOG,
  MARKET_INTERESTS,
  type MarketFlow,
  marketInlet,
  type MarketMessage,
  marketOutlet,
  SAMPLE_BACKLOG,
  WINDOW,
} from './market-stream.ts'

/** Two ports whose messages wait until the test lets them through. */
function heldPorts() {
  const queues: [unknown[], unknown[]] = [[], []]
  const listeners: ((message: unknown) => void)[] = []
  const closes: (() => void)[] = []
  const end = (mine: 0 | 1): Port => ({
    send: (message) => void queues[mine === 0 ? 1 : 0].push(message),
    listen: (listener) => {
      listeners[mine] = listener
    },
    onClose: (listener) => void closes.push(listener),
    close: () => {
      for (const each of closes) each()
    },
  })
  return {
    outlet: end(0),
    inlet: end(1),
    queues,
    pass: (to: 0 | 1): boolean => {
      const waiting = queues[to].length > 0
      const message = queues[to].shift()
      if (waiting) listeners[to]?.(message)
      return waiting
    },
  }
}

const ETH = instrumentOf('ETH/USDT')
const binsAt = (at: number): MarketEvent => {
  const { instrument, exchangeTime, receivedTime } = bookAt(at, 1, 1)
  return { kind: 'book-bins', instrument, exchangeTime, receivedTime, bins: [] }
}
const forming = (at: number, close: number): Candle => ({
  ...candleAt(at, { open: 1, high: 9, low: 1, close, volume: 1 }),
  closed: false,
})
const closed = (at: number): Candle => candleAt(at, { open: 1, high: 9, low: 1, close: 2, volume: 1 })

function joined(interest: readonly MarketFlow[] = MARKET_INTERESTS.trader) {
  const ports = heldPorts()
  const outlet = marketOutlet(ports.outlet, interest)
  const got: MarketEvent[] = []
  marketInlet(ports.inlet, { instruments: () => undefined, event: (event) => got.push(event) })
  return { ...ports, outlet, got }
}

const facts = {
  trade: (at: number) => tradeAt(at, 1, 'buy'),
  quote: (at: number) => quoteAt(at, 1, 2),
  book: (at: number) => bookAt(at, 1, 1),
  other: (at: number) => quoteAt(at, 1, 2, ETH.id),
  gap: (at: number) => gapAt(at, 'book'),
  forming: (at: number) => forming(at - (at % 60), at),
  closed: (at: number) => closed(at - (at % 60)),
} as const

describe('the market stream between services', () => {
  it('keeps facts whole and in order, pictures newest, and never shows a picture that a fact has made wrong', () => {
    const kinds = Object.keys(facts) as (keyof typeof facts)[]
    const script = fc.array(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...kinds) }, fc.constantFrom('pass', 'ack')), {
      maxLength: 400,
    })
    fc.assert(
      fc.property(script, fc.boolean(), (steps, stalled) => {
        const { outlet, got, pass } = joined()
        const sent: MarketEvent[] = []
        if (stalled) for (let i = 0; i < WINDOW; i += 1) sent.push(facts.trade(i))
        for (const event of sent) outlet.send(event)
        for (const [index, each] of steps.entries()) {
          if (each === 'pass') pass(1)
          else if (each === 'ack') pass(0)
          else {
            const event = facts[each](1_000 + index)
            sent.push(event)
            outlet.send(event)
          }
          const { delivered, conflated, dropped, waiting } = outlet.counts()
          expect(delivered + conflated + dropped + waiting).toBe(sent.length)
        }
        while (pass(1) || pass(0));
        expect(outlet.counts()).toMatchObject({ dropped: 0, waiting: 0 })
        const mustCome = (event: MarketEvent): boolean =>
          event.kind === 'trade' || event.kind === 'gap' || (event.kind === 'candle' && event.closed)
        expect(got.filter(mustCome).map(toJson)).toEqual(sent.filter(mustCome).map(toJson))
        for (const [kind, instrument] of [
          ['quote', BTC.id],
          ['quote', ETH.id],
        ] as const) {
          const of = (events: readonly MarketEvent[]) =>
            events.filter((event) => event.kind === kind && event.instrument === instrument)
          const times = of(got).map(({ receivedTime }) => receivedTime)
          expect(times).toEqual([...times].sort((a, b) => a - b))
          expect(times.at(-1)).toBe(of(sent).at(-1)?.receivedTime)
        }
        const bar = (event: MarketEvent | undefined): string =>
          event?.kind === 'candle' ? `${String(event.openTime)} ${String(event.closed)}` : ''
        const lastOf = (events: readonly MarketEvent[], want: readonly string[]) =>
          events.findLast(({ kind }) => want.includes(kind))
        expect(bar(lastOf(got, ['candle']))).toBe(bar(lastOf(sent, ['candle'])))
        expect(lastOf(got, ['gap', 'book-snapshot'])?.kind).toBe(lastOf(sent, ['gap', 'book-snapshot'])?.kind)
      }),
      { numRuns: 300 },
    )
  })

  it('has at most a window of batches under way, and a bounded wait behind it', () => {
    const { outlet, queues, got, pass } = joined()
    const total = WINDOW + BACKLOG + 100
    outlet.send(gapAt(0, 'trades'))
    for (let i = 1; i < WINDOW; i += 1) outlet.send(facts.trade(i))
    outlet.send(gapAt(WINDOW, 'trades'))
    for (let i = WINDOW + 1; i < total; i += 1) outlet.send(facts.trade(i))
    expect(queues[1]).toHaveLength(WINDOW)
    expect(outlet.counts()).toEqual({ delivered: WINDOW, conflated: 0, dropped: 100, waiting: BACKLOG })
    while (pass(1) || pass(0));
    expect(got).toHaveLength(total - 100 + 1)
    const overflow = { channel: 'trades', cause: 'overflow', missingCount: 100, startTime: WINDOW + 1, endTime: WINDOW + 100 }
    expect(got.filter(({ kind }) => kind === 'gap')).toMatchObject([{ startTime: 0 }, overflow, { startTime: WINDOW }])
    expect(got.at(-1)?.receivedTime).toBe(total - 1)
  })

  it('tells a consumer of each trade that its full queue lost: what came and what the gaps say is what was sent', () => {
    const market = fc.constantFrom(BTC.id, ETH.id)
    fc.assert(
      fc.property(fc.array(market, { minLength: 1, maxLength: 300 }), fc.array(fc.nat(400), { maxLength: 6 }), (tail, acks) => {
        const { outlet, got, pass } = joined()
        const sent: string[] = []
        const next = new Map<string, number>()
        const send = (instrument: typeof BTC.id) => {
          const id = (next.get(instrument) ?? 0) + 1
          next.set(instrument, id)
          sent.push(`${instrument} ${String(id)}`)
          outlet.send({ ...tradeAt(sent.length, 1, 'buy', instrument), id: String(id) })
        }
        // Filled from the start to the brim, cheaply: only the newest are looked at below.
        for (let i = 0; i < WINDOW + BACKLOG; i += 1) send(BTC.id)
        for (const [index, instrument] of tail.entries()) {
          send(instrument)
          if (acks.includes(index) && pass(1)) pass(0)
        }
        while (pass(1) || pass(0));
        const told: string[] = []
        for (const event of got) {
          if (event.kind === 'trade') told.push(`${event.instrument} ${event.id}`)
          if (event.kind !== 'gap') continue
          const { startSequence = 0, endSequence = -1, missingCount } = event
          expect(missingCount).toBe(endSequence - startSequence + 1)
          for (let id = startSequence; id <= endSequence; id += 1) told.push(`${event.instrument} ${String(id)}`)
        }
        expect(outlet.counts().dropped).toBe(sent.length - got.filter(({ kind }) => kind === 'trade').length)
        expect(told.sort()).toEqual(sent.sort())
      }),
      { numRuns: 5 },
    )
  })

  it('sends trades fetched later to the record and to nobody who acts', () => {
    for (const [name, interest] of Object.entries(MARKET_INTERESTS)) {
      const { outlet, got, pass } = joined(interest)
      outlet.send({ ...facts.trade(1), backfilled: true })
      while (pass(1) || pass(0));
      expect([name, got.length]).toEqual([name, name === 'recorder' ? 1 : 0])
    }
  })

  it('keeps the picture of a book whose gap is told as repaired', () => {
    const { outlet, got, pass } = joined()
    for (let i = 0; i < WINDOW; i += 1) outlet.send(facts.trade(i))
    outlet.send(facts.book(WINDOW + 1))
    outlet.send({ ...facts.gap(WINDOW + 2), repairedBy: 'snapshot' })
    while (pass(1) || pass(0));
    expect(got.slice(WINDOW).map(({ kind }) => kind)).toEqual(['gap', 'book-snapshot'])
  })

  it('gives the credit back when the receiver throws, and stops when the port is gone', () => {
    const { outlet, inlet, queues, pass } = joined()
    marketInlet(inlet, {
      instruments: () => undefined,
      event: () => {
        throw new Error('no')
      },
    })
    outlet.send(facts.trade(1))
    expect(() => pass(1)).toThrow('no')
    expect(queues[0]).toEqual([{ type: 'ack', batch: 1 }])
    inlet.close()
    outlet.send(facts.trade(2))
    outlet.instruments([BTC])
    expect(queues[1] as MarketMessage[]).toEqual([])
  })

  it('sends each consumer what it is there for: no changes of books to the recorder, no samples to the others', () => {
    const send = (interest: readonly MarketFlow[]) => {
      const { outlet, got, pass } = joined(interest)
      for (const event of Object.values(facts)) outlet.send(event(1_000))
      outlet.sample([facts.book(2_000), binsAt(2_000)])
      outlet.send(binsAt(3_000))
      while (pass(1) || pass(0));
      expect(outlet.counts().delivered).toBe(got.length)
      return got.map(({ kind, receivedTime }) => `${kind} ${String(receivedTime)}`)
    }
    const changes = Object.values(facts).map((event) => event(1_000))
    const named = (events: readonly MarketEvent[]) => events.map(({ kind, receivedTime }) => `${kind} ${String(receivedTime)}`)
    expect(send(MARKET_INTERESTS.strategy)).toEqual(named(changes))
    expect(send(MARKET_INTERESTS.trader)).toEqual(named(changes))
    const kept = changes.filter(({ kind }) => kind === 'trade' || kind === 'gap').concat(closed(1_000 - (1_000 % 60)))
    expect(send(MARKET_INTERESTS.recorder)).toEqual([...named(kept), 'book-snapshot 2000', 'book-bins 2000', 'book-bins 3000'])
  })

  it('keeps every sample while the recorder writes, and a bounded number while it hangs', () => {
    const { outlet, queues, got, pass } = joined(MARKET_INTERESTS.recorder)
    for (let i = 0; i < WINDOW; i += 1) outlet.sample([facts.book(i)])
    expect(queues[1]).toHaveLength(WINDOW)
    for (let i = 0; i < SAMPLE_BACKLOG + 10; i += 2) outlet.sample([facts.book(1_000 + i), facts.book(1_001 + i)])
    expect(outlet.counts()).toEqual({ delivered: WINDOW, conflated: 0, dropped: 10, waiting: SAMPLE_BACKLOG })
    while (pass(1) || pass(0));
    expect(got).toHaveLength(WINDOW + SAMPLE_BACKLOG)
    expect(got.at(WINDOW)?.receivedTime).toBe(1_010)
  })
})
