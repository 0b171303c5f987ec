import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { formatRate, InputError } from '../../domain/index.ts'
import { hasSharedData, sharedData } from '../../testing/recordings.ts'
import { readFundingFile } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'sentinel-funding-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0
function fileWith(content: string | Buffer): string {
  const file = join(folder, `${String((files += 1))}.csv`)
  writeFileSync(file, content)
  return file
}
const shown = async (file: string): Promise<readonly (readonly [number, string])[]> =>
  (await readFundingFile(file)).map(({ dueAt, fundingRate }) => [dueAt, formatRate(fundingRate)])

const T = 1_741_276_800_000

describe('funding files', () => {
  it.each([
    ['time_ms and rate', `time_ms,rate\n${String(T)},0.0001\n${String(T + 28_800_001)},-6.12e-06\n`],
    ['other names and columns', `fundingRate,symbol,time\n0.0001,BTC,${String(T)}\r\n-0.00000612,BTC,${String(T + 28_800_001)}`],
    [
      'the shape of candles',
      `open_time_ms,open,high,low,close,volume\n${String(T)},1e-4,0,0,0,0\n${String(T + 28_800_001)},-6.12e-06,0,0,0,0`,
    ],
  ])('%s', async (_, content) => {
    const wanted = [
      [T, '0.0001'],
      [T + 28_800_001, '-0.00000612'],
    ]
    expect(await shown(fileWith(content))).toEqual(wanted)
    expect(await shown(fileWith(gzipSync(content)))).toEqual(wanted)
  })

  it.each([
    ['no rates', 'time_ms,rate\n', /funding: .*: it has no rates/],
    ['no header', `${String(T)},0.1`, /line 1: header: .*: name the columns time_ms and rate/],
    ['text for a rate', `time_ms,rate\n${String(T)},much`, /line 2: rate: much: give a share/],
    ['no rate', `time_ms,rate\n${String(T)}`, /line 2: rate: \(empty\)/],
    ['a percentage', `time_ms,rate\n${String(T)},1`, /line 2: rate: 1: give a share/],
    ['a time twice', `time_ms,rate\n${String(T)},0\n${String(T)},0`, /line 3: time: .*: is not later than the row before/],
    ['no time', `time_ms,rate\nnow,0`, /line 2: time: now: give milliseconds/],
  ])('refuses %s', async (_, content, words) => {
    const refusal = readFundingFile(fileWith(content))
    await expect(refusal).rejects.toThrow(InputError)
    await expect(refusal).rejects.toThrow(words)
  })
})

const title = hasSharedData ? 'recorded funding' : 'recorded funding (skipped: ../shared/data is absent)'
describe.skipIf(!hasSharedData)(title, () => {
  it('of three months is read whole', async () => {
    const rows = await shown(sharedData('candles/binance-perp-1m/BTCUSDT_funding.csv.gz'))
    expect([rows.length, rows[0], rows[2]?.[0]]).toEqual([266, [T, '0.00006818'], 1_741_334_400_001])
  })
})
