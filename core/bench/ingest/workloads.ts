import { type CaptureRecord, readCapture } from '../../adapters/captures/index.ts'
import { readBybit } from '../../testing/bybit-recording.ts'
import { readCoinbase } from '../../testing/coinbase-recording.ts'
import { readKraken } from '../../testing/kraken-recording.ts'
import { readOkx } from '../../testing/okx-recording.ts'
import {
  BINANCE_EXCERPT,
  BYBIT_EXCERPT,
  COINBASE_EXCERPT,
  hasSharedData,
  KRAKEN_EXCERPT,
  OKX_EXCERPT,
  sharedData,
} from '../../testing/recordings.ts'
import type { NaiveReader } from '../../testing/venue-recordings.ts'
import { asVersion2, readVersion2 } from './kraken-version-2.ts'

/** One venue's recorded frames, and what of them is about books. */
export interface Workload {
  readonly name: string
  readonly exchange: string
  readonly frames: readonly CaptureRecord[]
  /** What keeps the bare books. */
  readonly reader: NaiveReader | 'binance'
  /** Why ccxt's own handler cannot be driven with these frames; absent where it can. */
  readonly withoutCcxt?: string
  /** Whose frames the floor reads; absent where there are no checksums, or frames of other kinds. */
  readonly floor?: 'okx' | 'kraken'
}

interface Source {
  readonly venue: string
  readonly exchange: string
  readonly recording: string
  readonly excerpt: string
  readonly books: RegExp
  readonly reader: NaiveReader | 'binance'
  readonly withoutCcxt?: string
}

const SOURCES: readonly Source[] = [
  {
    venue: 'binance-usdm',
    exchange: 'binanceusdm',
    recording: 'ws/hftbacktest/usdm_btcusdt_20240808.gz',
    excerpt: BINANCE_EXCERPT,
    books: /"depthUpdate"|^\{"lastUpdateId"/,
    reader: 'binance',
  },
  {
    venue: 'binance',
    exchange: 'binance',
    recording: 'ws/hftbacktest/spot_btcusdt_20240808.gz',
    excerpt: BINANCE_EXCERPT,
    books: /"depthUpdate"|^\{"lastUpdateId"/,
    reader: 'binance',
  },
  {
    venue: 'coinbase',
    exchange: 'coinbase',
    recording: 'ws/cryptofeed/57d5f18d_COINBASE.jsonl.gz',
    excerpt: COINBASE_EXCERPT,
    books: /^\{"channel":"l2_data"/,
    reader: readCoinbase,
  },
  {
    venue: 'okx',
    exchange: 'okx',
    recording: 'ws/cryptofeed/0d5fad95_OKX.ws.1.0.gz',
    excerpt: OKX_EXCERPT,
    books: /"action":/,
    reader: readOkx,
  },
  {
    venue: 'bybit',
    exchange: 'bybit',
    recording: 'ws/cryptofeed/57d5f18d_BYBIT.jsonl.gz',
    excerpt: BYBIT_EXCERPT,
    books: /^\{"topic":"orderbook/,
    reader: readBybit,
  },
  {
    venue: 'kraken-v1',
    exchange: 'kraken',
    recording: 'ws/cryptofeed/939b7440_KRAKEN-c197c0.0.gz',
    excerpt: KRAKEN_EXCERPT,
    books: /"book-\d+"/,
    reader: readKraken,
    withoutCcxt: 'ccxt reads only the second version of the feed, of which there is no recording',
  },
]

/** As a socket gives it: a string of its own, not a part of a line of a file. */
const flat = (record: CaptureRecord): CaptureRecord => ({ ...record, text: Buffer.from(record.text).toString() })

/** Of the replies to requests a pipeline takes snapshots of books; lists of markets go elsewhere. */
const forPipeline = ({ kind, text }: CaptureRecord): boolean =>
  kind === 'recv' || (kind === 'http' && text.startsWith('{"lastUpdateId"'))

async function framesOf(file: string): Promise<readonly CaptureRecord[]> {
  const frames: CaptureRecord[] = []
  for await (const record of readCapture(file)) if (forPipeline(record)) frames.push(flat(record))
  return frames
}

/** Coinbase numbers the frames of a connection over all its channels: without the others they would show holes. */
function renumbered(frames: readonly CaptureRecord[]): readonly CaptureRecord[] {
  const next = new Map<string, number>()
  return frames.map((frame) => {
    const number = next.get(frame.connection) ?? 0
    next.set(frame.connection, number + 1)
    return flat({ ...frame, text: frame.text.replace(/"sequence_num":\d+/, `"sequence_num":${String(number)}`) })
  })
}

/** Each venue's frames about books, and its frames of every kind. `venue` leaves out the others. */
export async function workloads(venue?: string): Promise<readonly Workload[]> {
  const all: Workload[] = []
  for (const source of SOURCES) {
    if (venue !== undefined && venue !== source.venue) continue
    const { exchange, reader, withoutCcxt } = source
    const frames = await framesOf(hasSharedData ? sharedData(source.recording) : source.excerpt)
    const books = frames.filter(({ text }) => source.books.test(text))
    const common = { exchange, reader, ...(withoutCcxt === undefined ? {} : { withoutCcxt }) }
    all.push({
      name: `${source.venue} books`,
      frames: exchange === 'coinbase' ? renumbered(books) : books,
      ...common,
      ...(exchange === 'okx' || exchange === 'kraken' ? { floor: exchange } : {}),
    })
    if (exchange === 'kraken') {
      const rewritten = books.flatMap((frame) => asVersion2(frame.text).map((text) => flat({ ...frame, text })))
      all.push({ name: 'kraken-v2 books, rewritten', frames: rewritten, ...common, reader: readVersion2 })
    }
    all.push({
      name: `${source.venue} all frames`,
      frames,
      ...common,
      ...(exchange === 'binance' ? {} : { withoutCcxt: 'its handlers of trades and tickers want whole market lists' }),
    })
  }
  return all
}
