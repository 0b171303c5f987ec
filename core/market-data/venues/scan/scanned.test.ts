import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CaptureRecord, readCapture } from '../../../adapters/captures/index.ts'
import { withLevelTexts } from '../../../testing/level-texts.ts'
import {
  BINANCE_EXCERPT,
  BYBIT_EXCERPT,
  COINBASE_EXCERPT,
  hasSharedData,
  KRAKEN_EXCERPT,
  OKX_EXCERPT,
  sharedData,
} from '../../../testing/recordings.ts'
import type { Levels, RawFrame, VenueFact, VenueMapper } from '../contract.ts'
import { mapperFor } from '../index.ts'
import { readLevelTexts } from '../../book/level-texts.ts'
import { LevelColumns } from './level-columns.ts'

/** What the levels add to the venue's checksum, from columns or from the texts. */
function piecesOf(levels: Levels, { checksum }: VenueMapper): readonly number[] {
  if (checksum === undefined) return []
  if (levels instanceof LevelColumns) return [...levels.pieces.subarray(0, levels.length)]
  const columns = new LevelColumns()
  // Levels that cannot be read have no pieces in either reading.
  return levels.flatMap((level) => {
    readLevelTexts([level], columns, checksum)
    return columns.length === 0 ? [] : [columns.pieces[0] ?? 0]
  })
}

function factsOf(mapper: VenueMapper, frame: RawFrame) {
  const facts: unknown[] = []
  let scanned = false
  mapper.map(frame, (fact: VenueFact) => {
    scanned ||= 'bids' in fact && fact.bids instanceof LevelColumns
    facts.push(withLevelTexts(fact))
    if ('bids' in fact) facts.push(piecesOf(fact.bids, mapper), piecesOf(fact.asks, mapper))
  })
  return { facts, scanned }
}

/** A space behind the end means nothing in JSON, and no grammar allows for it. */
const unscanned = (frame: RawFrame): RawFrame => ({ ...frame, text: `${frame.text} ` })

interface Venue {
  readonly exchange: string
  readonly excerpt: string
  readonly full: readonly string[]
  /** Frames of which there are recordings with levels, and which the grammar must know. */
  readonly update: RegExp
  /** Frames as the venue sends them today, of which there is no recording. */
  readonly samples?: readonly string[]
}

const ws = (name: string) => sharedData(`ws/${name}.gz`)
const VENUES: readonly Venue[] = [
  {
    exchange: 'binance',
    excerpt: BINANCE_EXCERPT,
    full: ['hftbacktest/spot_btcusdt_20240808', 'hftbacktest/usdm_btcusdt_20240808', 'hftbacktest/cm_ethusd_perp_20240808'],
    update: /depthUpdate/,
  },
  {
    exchange: 'okx',
    excerpt: OKX_EXCERPT,
    full: ['cryptofeed/0d5fad95_OKX.ws.1.0'],
    update: /"action"/,
    samples: [
      '{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"update","data":[{"asks":[],"bids":[["8476.97","0","0","0"]],"ts":"1700000000095","checksum":-12,"prevSeqId":123456,"seqId":123460}]}',
      '{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"snapshot","data":[{"asks":[["8476.98","415","0","13"]],"bids":[["8476.97","256","0","12"]],"ts":"1700000000085","checksum":-855196043,"prevSeqId":-1,"seqId":123456}]}',
    ],
  },
  { exchange: 'bybit', excerpt: BYBIT_EXCERPT, full: ['cryptofeed/57d5f18d_BYBIT.jsonl'], update: /"orderbook/ },
  { exchange: 'coinbase', excerpt: COINBASE_EXCERPT, full: ['cryptofeed/57d5f18d_COINBASE.jsonl'], update: /"l2_data".*"side"/ },
  {
    exchange: 'kraken',
    excerpt: KRAKEN_EXCERPT,
    full: ['cryptofeed/939b7440_KRAKEN-c197c0.0', 'cryptofeed/939b7440_KRAKEN-4b7396.0'],
    update: /"c":"\d|^\[\d+,\{"as":/,
    samples: [
      '{"channel":"book","type":"update","data":[{"symbol":"BTC/USD","bids":[{"price":45283.5,"qty":0.10000000}],"asks":[{"price":45285.20,"qty":0}],"checksum":2114181697,"timestamp":"2023-10-06T17:35:55.440295Z"}]}',
    ],
  },
]

async function framesOf(file: string): Promise<readonly RawFrame[]> {
  const frames: RawFrame[] = []
  for await (const { kind, connection, text, receivedTime, url } of readCapture(file) as AsyncIterable<CaptureRecord>)
    if (kind === 'recv' || kind === 'http') frames.push({ connection, text, receivedTime, ...(url === undefined ? {} : { url }) })
  return frames
}

/** Something that the venue does not send, put somewhere into a frame. */
const damage = fc.record({
  where: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.constantFrom(0, 0, 1, 2, 8, 1_000_000),
  insert: fc.constantFrom(
    ...['', '0', '9', '00', '-', '.', 'e5', '1e2', '99999999999999999999', '0.00000000000000000001', ' ', '\n', '\t'],
    ...['"', '\\', '\\u0041', '\u0000', '\u00e9', '\u{1f600}', ',', ':', '[', ']', '{', '}', 'null', 'true', '[]', '""'],
    ...['"x":1,', '"u":7,', '"b":[["1","1"]],', '"a":[["9","9"]],', '"ts":1,', '"c":"1",', '["1","1"],', '["-1","1"],'],
  ),
})

const broken = (text: string, { where, remove, insert }: { where: number; remove: number; insert: string }): string => {
  const at = Math.floor(where * text.length)
  return text.slice(0, at) + insert + text.slice(at + remove)
}

/** Keys in another order. */
const reordered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reordered)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reordered(item)]),
  )
}

describe.each(VENUES)('the grammar of $exchange', ({ exchange, excerpt, full, update, samples = [] }) => {
  const scan = mapperFor(exchange)
  const read = mapperFor(exchange)

  function expectSame(frame: RawFrame): boolean {
    const { facts, scanned } = factsOf(scan, frame)
    const expected = factsOf(read, unscanned(frame))
    expect(expected.scanned).toBe(false)
    expect(facts).toEqual(expected.facts)
    return scanned
  }

  async function excerptFrames(): Promise<readonly RawFrame[]> {
    const recorded = await framesOf(excerpt)
    const [first] = recorded
    return first === undefined ? [] : [...recorded, ...samples.map((text) => ({ ...first, text }))]
  }

  it('says of each recorded frame what the reading of JSON says, and knows the frames with levels', async () => {
    const frames = await excerptFrames()
    for (const frame of frames) expect(expectSame(frame) || !update.test(frame.text), frame.text.slice(0, 300)).toBe(true)
  })

  it('says of frames in another order or of another spelling what the reading of JSON says', async () => {
    const frames = await excerptFrames()
    for (const frame of frames.filter((_, index) => index % 5 === 0).filter(({ text }) => text.length < 20_000)) {
      const body: unknown = JSON.parse(frame.text)
      for (const text of [JSON.stringify(reordered(body)), JSON.stringify(body, undefined, 1), JSON.stringify(body)])
        expectSame({ ...frame, text })
    }
  })

  it('says of every number and every place damaged what the reading of JSON says', async () => {
    const kinds = new Map<string, RawFrame>()
    for (const frame of await excerptFrames())
      if (frame.text.length < 400) kinds.set(frame.text.replace(/[0-9.-]+/g, '').slice(0, 60), frame)
    for (const frame of [...kinds.values()].slice(0, 8)) {
      for (const { index, 0: number } of frame.text.matchAll(/\d+/g))
        for (const other of ['99999999999999999999', '9007199254740991', '9007199254740993', '0', '007', '-1', '1e3'])
          expectSame({ ...frame, text: frame.text.slice(0, index) + other + frame.text.slice(index + number.length) })
      for (let at = 0; at < frame.text.length; at += 1)
        for (const insert of ['\\u0041', '\\"'])
          expectSame({ ...frame, text: frame.text.slice(0, at) + insert + frame.text.slice(at) })
    }
  })

  it('says of damaged frames what the reading of JSON says', async () => {
    const frames = (await excerptFrames()).filter(({ text }) => text.length < 4_000)
    fc.assert(
      fc.property(fc.nat(), fc.array(damage, { minLength: 1, maxLength: 2 }), (index, damages) => {
        const frame = frames[index % frames.length]
        if (frame !== undefined) expectSame({ ...frame, text: damages.reduce(broken, frame.text) })
      }),
      { numRuns: 4_000 },
    )
  })

  it.skipIf(!hasSharedData)(
    'says the same of every frame of the full recordings (skipped where ../shared/data is absent)',
    async () => {
      for (const file of full)
        for (const frame of await framesOf(ws(file))) if (frame.text.length < 200_000 && expectSameFast(frame)) expectSame(frame)
    },
    120_000,
  )

  /** Every frame costs two readings and a comparison; of long recordings a part is enough. */
  let seen = 0
  const expectSameFast = (frame: RawFrame): boolean => {
    seen += 1
    return seen % 7 === 0 || frame.text.length > 3_000
  }
})
