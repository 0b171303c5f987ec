import { describe, expect, it } from 'vitest'
import { countedIds } from '../../adapters/memory/index.ts'
import { type ConfigInput, parseConfig } from '../../contract/index.ts'
import { type Gap, type MarketEvent, millis } from '../../domain/index.ts'
import { BTC, bookAt, candleAt, gapAt, quoteAt, tradeAt } from '../../testing/market-facts.ts'
import { type Proposal, StrategyRunner } from './runner.ts'

const START = 1_000_000_020_000
const MINUTE = 60_000

function runnerOf(strategies: ConfigInput['strategies']) {
  const runner = new StrategyRunner(
    parseConfig({ exchanges: [{ id: 'binance', symbols: ['BTC/USDT'] }], strategies }),
    countedIds(),
  )
  runner.list([BTC])
  return runner
}

/** A market that only rises, so that a trend strategy is long with its last closed bar, at `at`. */
const rising = (bars: number): readonly MarketEvent[] =>
  Array.from({ length: bars }, (_, index) => {
    const close = 100 + index
    return candleAt(START + index * MINUTE, { open: close - 1, high: close, low: close - 1, close, volume: 1 })
  })

const BARS = 400
const END = START + BARS * MINUTE
const QUOTE = END + 500

/** The proposal of a runner that was told of the gap before it decided. */
function proposalOver(strategies: ConfigInput['strategies'], tell: readonly Gap[]): Proposal {
  const runner = runnerOf(strategies)
  for (const event of rising(BARS)) expect(runner.onMarketEvent(event)).toEqual([])
  for (const gap of tell) expect(runner.onMarketEvent(gap)).toEqual([])
  const [proposal] = runner.onMarketEvent(quoteAt(QUOTE, 99 + BARS, 99.1 + BARS))
  if (proposal === undefined) throw new Error('nothing was proposed')
  return proposal
}

const lookBackOf = (strategies: ConfigInput['strategies']): number =>
  Math.max(...(runnerOf(strategies).pipeline?.strategies() ?? []).map(({ warmUp }) => warmUp)) * MINUTE

const gap = (start: number, end: number, change: Partial<Gap> = {}): Gap => ({
  ...gapAt(start, 'trades'),
  startTime: millis(start),
  endTime: millis(end),
  receivedTime: millis(Math.min(start, END)),
  ...change,
})

const SHORT = [{ strategy: 'ema-trend', id: 'short', params: { fast: 5, slow: 10, adx: 5, atr: 5 } }] as const
const LONG = [{ strategy: 'ema-trend', id: 'long', params: { fast: 20, slow: 100, adx: 5, atr: 5 } }] as const

describe('signals over open gaps', () => {
  it.each(['trades', 'candles'] as const)('a hole in %s flags to the millisecond of the look-back', (channel) => {
    const from = END - lookBackOf([...SHORT])
    const flagged = (start: number, end: number) => proposalOver([...SHORT], [gap(start, end, { channel })]).gapOpen
    expect(flagged(from - 5_000, from - 1)).toBe(false)
    expect(flagged(from - 5_000, from)).toBe(true)
    expect(flagged(QUOTE, QUOTE + 1)).toBe(true)
    expect(flagged(QUOTE + 1, QUOTE + 2)).toBe(false)
  })

  it('each strategy has its own look-back, not the longest of all', () => {
    const old = gap(END - lookBackOf([...LONG]) - 10, END - lookBackOf([...LONG]) + 10)
    expect(proposalOver([...SHORT], [old]).gapOpen).toBe(false)
    expect(proposalOver([...LONG], [old]).gapOpen).toBe(true)
    // One that is switched off votes for nothing.
    expect(proposalOver([...SHORT, { ...LONG[0], enabled: false }], [old]).gapOpen).toBe(false)
    expect(proposalOver([...SHORT, ...LONG], [old]).gapOpen).toBe(true)
  })

  it('one that abstains does not count, however far it looks back', () => {
    const abstains = { strategy: 'rsi-reversion', params: { bands: 200, deviations: 5 } } as const
    const old = gap(END - 150 * MINUTE, END - 149 * MINUTE)
    const proposal = proposalOver([...SHORT, abstains], [old])
    expect(proposal.candidate.votes.map(({ strategy }) => strategy)).toEqual(['short'])
    expect(proposal.gapOpen).toBe(false)
  })

  it('the signal keeps which gap; a repair unflags, a partial one does not', () => {
    const open = gap(END - 5_000, END - 4_000, { missingCount: 3, cause: 'connection' })
    const { candidate } = proposalOver([...SHORT], [open])
    expect(candidate.gaps).toEqual([
      {
        id: open.id,
        channel: 'trades',
        cause: 'connection',
        startTime: END - 5_000,
        endTime: END - 4_000,
        missingCount: 3,
        recovered: 0,
      },
    ])
    expect(proposalOver([...SHORT], [open, { ...open, recovered: 2 }])).toMatchObject({
      gapOpen: true,
      candidate: { gaps: [{ recovered: 2 }] },
    })
    const repaired = proposalOver([...SHORT], [open, { ...open, recovered: 3, repairedBy: 'backfill' }])
    expect(repaired.gapOpen).toBe(false)
    expect(repaired.candidate).not.toHaveProperty('gaps')
  })

  it('a broken book flags a strategy on the book while it is open, and no strategy on bars', () => {
    const broken = gap(START, START, { channel: 'book', id: 'book' })
    expect(proposalOver([...SHORT], [broken]).gapOpen).toBe(false)
    const over = (tell: readonly Gap[]): boolean | undefined => {
      const runner = runnerOf([{ strategy: 'book-imbalance' }])
      const wobble = (index: number) => ({ open: 100, high: 100.2, low: 99.8, close: 100 + (index % 2) * 0.02, volume: 1 })
      for (let index = 0; index < 40; index += 1) runner.onMarketEvent(candleAt(END - (40 - index) * MINUTE, wobble(index)))
      for (const each of tell) runner.onMarketEvent(each)
      const proposals = Array.from({ length: 300 }, (_, step) => {
        const at = END + 100 + step * 100
        return [...runner.onMarketEvent(tradeAt(at, 1, 'buy')), ...runner.onMarketEvent(bookAt(at, 3, 1))]
      }).flat()
      return proposals[0]?.gapOpen
    }
    expect(over([broken])).toBe(true)
    expect(over([broken, { ...broken, repairedBy: 'snapshot' }])).toBe(false)
  })

  it('trades fetched later and repairs neither step a strategy nor break its features', () => {
    const run = (extra: readonly MarketEvent[]) => {
      const runner = runnerOf([{ strategy: 'book-imbalance' }])
      for (let step = 0; step < 100; step += 1) {
        const at = END + step * 100
        runner.onMarketEvent(tradeAt(at, 1, 'buy'))
        runner.onMarketEvent(bookAt(at, 3, 1))
        for (const event of extra) runner.onMarketEvent({ ...event, receivedTime: millis(at) })
      }
      return [runner.pipeline?.features(BTC.id), runner.pipeline?.strategies().map(({ steps }) => steps)]
    }
    const late: MarketEvent[] = [
      { ...tradeAt(END - 90_000, 50, 'sell'), backfilled: true },
      gap(START, START, { id: 'known', repairedBy: 'backfill' }),
      gap(START, START, { id: 'book', channel: 'book', repairedBy: 'snapshot' }),
    ]
    expect(run(late)).toEqual(run([]))
  })
})
