import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type InputError, millis } from '../../domain/index.ts'
import { BINANCE_EXCERPT, hasSharedData, sharedData } from '../../testing/recordings.ts'
import {
  type CaptureRecord,
  detectFormat,
  mergeCaptures,
  openCaptureWriter,
  type ReadCaptureOptions,
  readCapture,
} from './index.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'captures-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const file = (name: string, content: string | Buffer): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const read = async (path: string, options?: ReadCaptureOptions): Promise<CaptureRecord[]> => {
  const records: CaptureRecord[] = []
  for await (const record of readCapture(path, options)) records.push(record)
  return records
}

const SENTINEL = [
  '{"t":"connect","conn":"a","ts":1700000000.5,"url":"wss://x/ws"}',
  '{"t":"send","conn":"a","ts":1700000000.6,"data":"{}"}',
  '{"t":"recv","conn":"a","ts":1700000000.75,"data":"{\\"e\\":\\"trade\\"}"}',
  '{"t":"http","conn":"h","ts":1700000001,"url":"https://x/depth","data":"[]"}',
].join('\n')

const CRYPTOFEED = [
  'https://x/depth?symbol=A -> 1617566592.1065369: {"lastUpdateId":1}',
  'configuration: {"trades":["A"]}',
  'wss://x/stream <-> 1617566590.378895',
  'wss://x/stream <- 1617566590.5: {"op":"subscribe"}',
  '1617566591.326123: {"e":"trade"}',
  '',
].join('\n')

const HFT = ['1723161253937085768 {"stream":"s","data":{}}', '1723161254206652067 {"lastUpdateId":5}', ''].join('\n')

describe('reading recordings', () => {
  it('reads each format, whatever it is packed with', async () => {
    const kinds = async (path: string) =>
      (await read(path)).map(({ kind, receivedTime, text }) => `${kind} ${String(receivedTime)} ${text}`)
    const sentinel = [
      'connect 1700000000500 ',
      'send 1700000000600 {}',
      'recv 1700000000750 {"e":"trade"}',
      'http 1700000001000 []',
    ]
    expect(await kinds(file('a.jsonl', SENTINEL))).toEqual(sentinel)
    expect(await kinds(file('a.bin', gzipSync(SENTINEL)))).toEqual(sentinel)
    expect(await kinds(file('a.zst', zstdCompressSync(Buffer.from(SENTINEL))))).toEqual(sentinel)
    expect(await kinds(file('b.0', CRYPTOFEED))).toEqual([
      'http 1617566592106 {"lastUpdateId":1}',
      'connect 1617566590378 ',
      'send 1617566590500 {"op":"subscribe"}',
      'recv 1617566591326 {"e":"trade"}',
    ])
    expect(await kinds(file('c.gz', gzipSync(HFT)))).toEqual([
      'recv 1723161253937 {"stream":"s","data":{}}',
      'http 1723161254206 {"lastUpdateId":5}',
    ])
  })

  it('finds the format out', async () => {
    expect(await detectFormat(file('d1', SENTINEL))).toBe('sentinel')
    expect(await detectFormat(file('d2', CRYPTOFEED))).toBe('cryptofeed')
    expect(await detectFormat(file('d3', HFT))).toBe('hftbacktest')
    expect(await detectFormat(file('d4', `{"t":"header","format":2}\n${SENTINEL}`))).toBe('cryptofeed')
    await expect(detectFormat(file('d5', 'open,high,low\n1,2,3'))).rejects.toThrow(/d5: the first line fits none of the formats/)
    await expect(detectFormat(file('d6', ''))).rejects.toThrow(/empty/)
  })

  it('names file and line of a corrupt line, or counts it when told to', async () => {
    const damaged: readonly [string, string][] = [
      ['e1', `${SENTINEL}\n{"t":"recv","conn":"a","ts":17000`],
      ['e2', `${SENTINEL}\n{"t":"recv","conn":"a","data":"{}"}`],
      ['e3', `${HFT}1723161254206652067 {"lastUpda`],
      ['e4', `${HFT}garbage`],
      ['e5', `${CRYPTOFEED}1617566591.3: {"e":"tra`],
    ]
    for (const [name, content] of damaged) {
      const path = file(name, content)
      const lines = content.split('\n').length
      await expect(read(path)).rejects.toThrow(`${path}:${String(lines)}: `)
      const problems: InputError[] = []
      const records = await read(path, { onCorrupt: (problem) => problems.push(problem) })
      expect([problems.length, records.length > 1]).toEqual([1, true])
      expect(problems[0]?.problem.remedy).toMatch(/corrupt .* line \(.+\): repair or remove it/)
    }
  })

  it('complains about a missing file and a cut-off archive', async () => {
    await expect(read(join(folder, 'absent'))).rejects.toThrow(/absent: cannot be read/)
    const cut = file('cut.gz', gzipSync(SENTINEL.repeat(100)).subarray(0, 120))
    await expect(read(cut)).rejects.toThrow(/cut.gz: cannot be read/)
  })

  it('merges files by time', async () => {
    const line = (conn: string, ts: number) => `{"t":"recv","conn":"${conn}","ts":${String(ts)},"data":"{}"}`
    const a = file('m1', [line('a', 10), line('a', 12), line('a', 15)].join('\n'))
    const b = file('m2', [line('b', 11), line('b', 12), line('b', 20)].join('\n'))
    const order: string[] = []
    for await (const { connection, receivedTime } of mergeCaptures([a, b]))
      order.push(`${connection}${String(receivedTime / 1000)}`)
    expect(order).toEqual(['a10', 'b11', 'a12', 'b12', 'a15', 'b20'])
  })

  it('gives texts byte for byte', async () => {
    const lines = gunzipSync(readFileSync(BINANCE_EXCERPT)).toString().trimEnd().split('\n')
    const records = await read(BINANCE_EXCERPT)
    expect(records.map(({ text }) => text)).toEqual(lines.map((line) => line.slice(line.indexOf(' ') + 1)))
  })
})

describe('writing recordings', () => {
  it.each(['gzip', 'zstd', 'none'] as const)('reads back what it wrote (%s)', async (compression) => {
    const records: CaptureRecord[] = [
      { kind: 'connect', connection: 'a', receivedTime: millis(1_700_000_000_001), url: 'wss://x', text: '' },
      { kind: 'recv', connection: 'a', receivedTime: millis(1_700_000_000_123), text: '{"quote":"\\" ü\\n"}' },
      { kind: 'http', connection: 'h', receivedTime: millis(1_700_000_000_999), url: 'https://x', text: '[]' },
    ]
    const path = join(folder, `w-${compression}`)
    const writer = openCaptureWriter(path, compression)
    for (const record of records) writer.write(record)
    await writer.close()
    expect(await read(path)).toEqual(records)
  })

  it('fails when the file exists or the folder does not', async () => {
    await expect(openCaptureWriter(file('taken', ''), 'none').close()).rejects.toThrow(/EEXIST/)
    await expect(openCaptureWriter(join(folder, 'no', 'such'), 'zstd').close()).rejects.toThrow(/ENOENT/)
  })
})

describe.skipIf(!hasSharedData)('all shared recordings (skipped where ../shared/data is absent)', () => {
  it('has no corrupt line in any of the 33 files', async () => {
    const folders = ['ws/hftbacktest', 'ws/cryptofeed']
    let files = 0
    let records = 0
    for (const name of folders)
      for (const entry of readdirSync(sharedData(name))) {
        files += 1
        for await (const record of readCapture(sharedData(`${name}/${entry}`))) records += record.text.length > 0 ? 1 : 0
      }
    expect(files).toBe(33)
    expect(records).toBeGreaterThan(250_000)
  })
})
