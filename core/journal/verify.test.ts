import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryJournal } from '../adapters/memory/index.ts'
import { instrumentId, quantity, rate } from '../domain/index.ts'
import { DEFAULT_TRADING_CONFIG } from '../engine/index.ts'
import type { Journal } from '../ports/index.ts'
import { liveThrough, sessionSteps } from '../testing/random-session.ts'
import { btcInstrument, tradingHarness } from '../testing/trading-harness.ts'
import { verifyJournal } from './index.ts'

const verify = (journal: Journal, options = {}) => verifyJournal(journal.replay, options)

/** A session in which something is proposed, approved, filled, trailed and stopped. */
function session(): ReturnType<typeof memoryJournal> {
  const journal = memoryJournal()
  const h = tradingHarness({ journal, books: true })
  h.open()
  h.market('100.00', '100.01', '50')
  h.command({ type: 'ApproveSignal', signalId: h.propose({ trail: rate('0.01') }).id })
  h.clock.advance(20)
  h.market('101.00', '101.01')
  h.tick(5_000)
  h.market('99.00', '99.01')
  h.clock.advance(20)
  h.tick(61_000)
  return journal
}

describe('a replay of the journal', () => {
  it('decides every random session again to the byte, restarts and all', () => {
    let decided = 0
    fc.assert(
      fc.property(sessionSteps(150), (steps) => {
        const journal = memoryJournal()
        liveThrough(steps, { journal })
        const result = verify(journal)
        expect(result.difference).toBeUndefined()
        expect(result.unrecorded).toBe(0)
        decided += result.decided
      }),
      { numRuns: 40 },
    )
    expect(decided).toBeGreaterThan(1_000)
  })

  it('finds how markets moved together as it was found then', () => {
    const journal = memoryJournal()
    const h = tradingHarness({ journal, books: true })
    h.open()
    const other = instrumentId(btcInstrument.exchange, 'ETH/USDT')
    h.engine.handle({ type: 'InstrumentListed', instrument: { ...btcInstrument, id: other, symbol: 'ETH/USDT', base: 'ETH' } })
    for (let minute = 0; minute < 45; minute += 1) {
      const mid = 100 + Math.sin(minute)
      const { quote } = h.market(mid.toFixed(2), (mid + 0.01).toFixed(2), '50')
      h.engine.handle({ type: 'QuoteReceived', quote: { ...quote, instrument: other } })
      h.engine.bookSeen(other, h.now())
      h.clock.advance(60_000)
    }
    h.market('100.00', '100.01', '50')
    h.command({ type: 'ApproveSignal', signalId: h.propose().id, quantity: quantity('2') })
    h.clock.advance(20)
    const { quote } = h.market('100.00', '100.01', '50')
    h.engine.handle({ type: 'QuoteReceived', quote: { ...quote, instrument: other } })
    h.propose({ instrument: other })
    const measured = [...h.engine.state.signals.values()].at(-1)?.checks.find(({ code }) => code === 'correlated-exposure')
    expect(measured?.measured).toContain('(1.00, 44 min)')
    expect(verify(journal).difference).toBeUndefined()
    // Without the record nothing is known of the two.
    const forgetful: Journal['replay'] = (visit) => {
      journal.replay((row) => {
        const { comovements: _comovements, ...seen } = row.circumstances ?? {}
        visit({ ...row, circumstances: seen })
      })
    }
    expect(verifyJournal(forgetful, {}).difference?.replayed).toContain('1 assumed')
  })

  it('is the same twenty times over', () => {
    const journal = session()
    const digests = new Set(Array.from({ length: 20 }, () => verify(journal).digest))
    expect(digests.size).toBe(1)
    expect(verify(journal).decided).toBeGreaterThan(8)
  })

  it('finds and names a risk limit that was changed', () => {
    const config = { ...DEFAULT_TRADING_CONFIG, risk: { ...DEFAULT_TRADING_CONFIG.risk, maxSpreadBps: 24 } }
    const { difference, settings } = verify(session(), { config })
    expect(settings).toEqual([{ field: 'risk.maxSpreadBps', recorded: '25', replayed: '24' }])
    expect(difference?.event).toBe('SignalCreated')
    expect(difference?.field).toMatch(/^signal\.checks\[\d+\]\.limit$/)
    expect(difference?.recorded).toContain('25')
    expect(difference?.replayed).toContain('24')
    const exact = { ...DEFAULT_TRADING_CONFIG, risk: { ...DEFAULT_TRADING_CONFIG.risk, maxPosition: rate('0.15') } }
    expect(verify(session(), { config: exact }).settings).toEqual([
      { field: 'risk.maxPosition', recorded: '0.2', replayed: '0.15' },
    ])
  })

  it('finds a row that was tampered with, a row that is gone and one that is too many', () => {
    const journal = session()
    const changed = (edit: (line: string) => string): Journal['replay'] => {
      return (visit) => {
        journal.replay((row) => {
          const text = JSON.stringify(row, (_key, value: unknown) => (typeof value === 'bigint' ? `${String(value)}n` : value))
          const edited = edit(text)
          if (edited === '') return
          visit(
            JSON.parse(edited, (_key, value: unknown) =>
              typeof value === 'string' && /^-?\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
            ) as typeof row,
          )
        })
      }
    }
    const run = (edit: (line: string) => string) => verifyJournal(changed(edit), {}).difference
    expect(run((line) => line)).toBeUndefined()
    const tampered = run((line) => line.replace(/("type":"OrderCreated".*"purpose":)"entry"/, '$1"manual"'))
    expect(tampered).toMatchObject({ event: 'OrderCreated', field: 'order.purpose', recorded: '"manual"', replayed: '"entry"' })
    expect(run((line) => (line.includes('"type":"StopTrailed"') ? '' : line))).toMatchObject({
      event: 'StopTrailed',
      recorded: 'absent',
    })
    let copied = ''
    const twice = verifyJournal((visit) => {
      journal.replay((row) => {
        visit(row)
        if (row.entry.kind === 'event' && row.entry.event.type === 'AccountOpened') {
          copied = row.entry.event.type
          visit(row)
        }
      })
    }, {})
    expect(copied).toBe('AccountOpened')
    expect(twice.difference).toMatchObject({ sequence: 3 })
  })

  it('believes what was written before prices were recorded, and checks from the next start on', () => {
    const journal = session()
    const old: Journal = {
      ...memoryJournal(),
      replay: (visit) => {
        journal.replay(({ circumstances: _circumstances, ...row }) => {
          visit(row)
        })
      },
    }
    const result = verify(old)
    expect(result).toMatchObject({ decided: 0, rows: journal.lastSequence() })
    expect(result.unrecorded).toBeGreaterThan(8)
    const both = memoryJournal()
    old.replay(({ at, entry, cause, sequence }) => {
      if (entry.kind !== 'input') return
      expect(cause).toBe(sequence)
      const events = journal
        .read(sequence, 100)
        .filter((row) => row.cause === sequence)
        .flatMap((row) => (row.entry.kind === 'event' ? [row.entry.event] : []))
      both.append(at, entry.input, events)
    })
    const h = tradingHarness({ journal: both, books: true, start: 1_700_001_000_000 })
    h.open()
    h.market('100.00', '100.01')
    h.command({ type: 'ApproveSignal', signalId: h.propose().id }, 'later')
    const later = verify(both)
    expect(later.difference).toBeUndefined()
    expect(later).toMatchObject({ unrecorded: result.unrecorded })
    expect(later.decided).toBeGreaterThanOrEqual(3)
  })
})
