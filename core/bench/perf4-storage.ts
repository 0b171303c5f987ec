/**
 * PERF4, storage: bytes of a book snapshot in several forms, rows a second against a bare better-sqlite3
 * loop, and commit times at the pace of twenty busy markets. JSON lines.
 *
 *   node core/bench/perf4-storage.ts [--rounds 5] [--seconds 20] [--part bytes|saturated|paced]
 */
import { parseArgs } from 'node:util'
import {
  exchangeId,
  type InstrumentId,
  instrumentId,
  type MarketEvent,
  millis,
  price,
  quantity,
  type Trade,
} from '../domain/index.ts'
import { BINANCE_EXCERPT, hasSharedData, sharedData } from '../testing/recordings.ts'
import { paced } from './storage/paced.ts'
import { movedBook, recordedBooks } from './storage/recorded-books.ts'
import { saturated } from './storage/saturated.ts'
import { snapshotBytes } from './storage/sizes.ts'

const MARKETS = 20
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '20' }, part: { type: 'string' } },
})
const print = (line: object): void => void process.stdout.write(`${JSON.stringify({ bench: 'PERF4', ...line })}\n`)
const rounded = (figures: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Number(value.toPrecision(4))]))

const captures = hasSharedData
  ? ['spot_btcusdt_20240808', 'usdm_btcusdt_20240808'].map((name) => [name, sharedData(`ws/hftbacktest/${name}.gz`)] as const)
  : [['binance_excerpt', BINANCE_EXCERPT] as const]
if (values.part === undefined || values.part === 'bytes')
  for (const [capture, file] of captures)
    for (const levelsASide of [25, 50]) {
      const books = await recordedBooks(file, levelsASide)
      print({ part: 'bytes', capture, levelsASide, snapshots: books.length, ...rounded(await snapshotBytes(books)) })
    }

const [[, capture] = ['', BINANCE_EXCERPT]] = captures
const books = await recordedBooks(capture, 25)
const instruments = Array.from({ length: MARKETS }, (_, index) => instrumentId(exchangeId('bench'), `M${String(index)}/USDT`))

let trades = 0
function nextTrade(instrument: InstrumentId, at: number): Trade {
  trades += 1
  return {
    kind: 'trade',
    instrument,
    exchangeTime: millis(at),
    receivedTime: millis(at + 5),
    id: String(1_000_000 + trades),
    price: price((61_800 + (trades % 997) / 100).toFixed(2)),
    quantity: quantity((0.00001 * (1 + (trades % 313))).toFixed(5)),
    aggressor: trades % 3 === 0 ? 'sell' : 'buy',
  }
}

/** Five trades to a book, as twenty markets with ten books and fifty trades a second give them. */
function mixedFacts(seconds: number): readonly MarketEvent[] {
  const facts: MarketEvent[] = []
  for (let tick = 0; tick < seconds * 10; tick += 1)
    for (const instrument of instruments) {
      const at = 1_700_000_000_000 + tick * 100
      const book = books[tick % books.length]
      if (book !== undefined) facts.push({ ...movedBook(book, instrument, at), sequence: tick })
      for (let each = 0; each < 5; each += 1) facts.push(nextTrade(instrument, at + each))
    }
  return facts
}

if (values.part === undefined || values.part === 'saturated')
  for (const batch of [120, 2_000])
    print({ part: 'saturated', batch, ...rounded(saturated(mixedFacts(30), batch, Number(values.rounds))) })

if (values.part === undefined || values.part === 'paced')
  print({ part: 'paced', ...(await paced({ books, instruments, trade: nextTrade, seconds: Number(values.seconds) })) })
