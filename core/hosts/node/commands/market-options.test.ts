import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../../contract/index.ts'
import { DAY, HOUR } from '../../../domain/index.ts'
import { parquetMarketReader } from '../../../adapters/parquet/index.ts'
import { placesFrom } from '../places.ts'
import { archiveCommand } from './archive.ts'
import type { CommandSpec } from './arguments.ts'
import { collectCommand, collectorConfig } from './collect.ts'
import { CollectTotals } from './collect-totals.ts'
import { exportCommand } from './export.ts'
import { durationOption, timeOption } from './market-options.ts'

const places = placesFrom(import.meta.url, '0')
const commands: Readonly<Record<string, CommandSpec>> = {
  collect: collectCommand(places),
  export: exportCommand(),
  archive: archiveCommand(),
}

const some = ['--exchange', 'binance', '--symbols', 'BTC/USDT']
const dry = ['--dry-run', ...some]
const csv = ['--format', 'csv', '--kind', 'trades', '--out', '-']
const past = ['--before', '2026-11-01', '--to', '/tmp']

describe('refused before anything is done', () => {
  it.each<[string, readonly string[], RegExp]>([
    ['collect', some, /--dry-run, --live: neither: .*--dry-run connects.*--live writes/],
    ['collect', [...dry, '--live'], /--dry-run, --live: both/],
    ['collect', ['--live', '--symbols', 'BTC/USDT'], /--exchange: missing/],
    ['collect', ['--live', '--exchange', 'moonbase', '--symbols', 'BTC/USDT'], /exchange: moonbase: .*binance/],
    ['collect', ['--live', '--exchange', 'binance'], /--symbols: missing/],
    ['collect', ['--live', '--exchange', 'binance', '--symbols', ' '], /--symbols: .*at least one/],
    ['collect', ['--live', '--exchange', 'binance', '--symbols', 'BTC/USDT,'], /--symbols: \(empty\): use BASE\/QUOTE/],
    [
      'collect',
      ['--live', '--exchange', 'binance', '--symbols', 'BTC/USDT,ETH/USDT,BTC/USDT'],
      /--symbols: BTC\/USDT: is listed twice/,
    ],
    ['collect', ['--live', '--exchange', 'binance', '--symbols', 'bitcoin'], /--symbols: bitcoin/],
    ['collect', [...dry, '--duration', '48'], /--duration: 48: .*such as 48h/],
    ['collect', [...dry, '--duration', '-1h'], /--duration/],
    ['collect', [...dry, '--duration=-1h'], /--duration: -1h/],
    ['collect', [...dry, '--duration', '1.5h'], /--duration: 1.5h/],
    ['collect', [...dry, '--duration', '100d'], /--duration: 100d: .*1s to 24d/],
    ['collect', [...dry, '--cadence', '1ms'], /--cadence: 1ms: .*10ms to 1h, such as 100ms/],
    ['collect', [...dry, '--cadence', 'fast'], /--cadence: fast/],
    ['collect', [...dry, '--depth', '0'], /--depth: 0: use a whole number from 1 to 1000/],
    ['collect', [...dry, '--bins', '5,,10'], /--bins: \(empty\)/],
    ['collect', [...dry, '--bins', '5,5'], /--bins: 5,5: .*different/],
    ['collect', [...dry, '--bins', '0'], /--bins: 0/],
    ['collect', [...dry, '--endpoint', 'ftp://x'], /--endpoint: ftp:\/\/x/],
    ['collect', [...dry, '--log', 'loud'], /--log: loud/],
    ['export', ['--kind', 'trades', '--out', '-'], /--format: missing: use one of influx, parquet, csv/],
    ['export', ['--format', 'xml', '--kind', 'trades', '--out', '-'], /--format: xml/],
    ['export', ['--format', 'csv', '--out', '-'], /--kind: missing: use one of trades, candles/],
    ['export', ['--format', 'csv', '--kind', 'quotes', '--out', '-'], /--kind: quotes: use one of trades/],
    ['export', ['--format', 'csv', '--kind', 'trades'], /--out: missing/],
    ['export', ['--format', 'parquet', '--kind', 'trades', '--out', '-'], /--out: -: Parquet needs a file/],
    ['export', [...csv, '--instrument', 'BTCUSDT'], /--instrument: BTCUSDT: .*binance:BTC\/USDT/],
    ['export', [...csv, '--from', '2026-11-22', '--to', '2026-11-22'], /--to: 2026-11-22: must be later than --from/],
    ['export', [...csv, '--from', '2026-11-23', '--to', '2026-11-22'], /--to/],
    ['export', [...csv, '--from', '21.11.2026'], /--from: 21.11.2026: use an ISO date/],
    ['export', [...csv, '--from', '2026-02-31'], /--from: 2026-02-31/],
    ['export', [...csv, '--to', '2026-11-22T10:00:00'], /--to: 2026-11-22T10:00:00: .*zone/],
    ['archive', ['--to', '/tmp'], /--before: missing: give either/],
    ['archive', [...past, '--older-than', '30d'], /--before: 2026-11-01 with --older-than 30d/],
    ['archive', ['--older-than', '30', '--to', '/tmp'], /--older-than: 30: .*30d/],
    ['archive', ['--older-than', '1h', '--to', '/tmp'], /--older-than: 1h: .*from 1d/],
    ['archive', ['--before', '2999-01-01', '--to', '/tmp'], /--before: 2999-01-01: is in the future/],
    ['archive', ['--before', '2026-11-01'], /--to: missing/],
    ['archive', ['--before', '2026-11-01', '--to', '/no/such/place/archive'], /--to: .*is no folder/],
    ['archive', ['--before', '2026-11-01', '--to', import.meta.filename], /--to: .*is a file/],
  ])('%s %j', async (name, args, words) => {
    await expect(commands[name]?.run(args)).rejects.toThrow(words)
  })
})

describe('values', () => {
  it('reads durations by their unit and dates as midnight UTC', () => {
    const range = { min: 1, max: 900 * DAY, example: '1h' }
    expect(['100ms', '5s', '90m', '48h', '30d'].map((text) => durationOption('x', text, range))).toEqual([
      100,
      5_000,
      1.5 * HOUR,
      2 * DAY,
      30 * DAY,
    ])
    expect(timeOption('x', '2026-11-21')).toBe(Date.UTC(2026, 10, 21))
    expect(timeOption('x', '2026-11-21T10:30:00.5+02:00')).toBe(Date.UTC(2026, 10, 21, 8, 30, 0, 500))
  })

  it('makes a configuration of what a collector is told, and leaves the rest as it is by default', () => {
    const given = { exchange: 'binance', symbols: 'BTC/USDT, ETH/USDT', endpoint: 'http://127.0.0.1:1' }
    const { exchanges, recording } = collectorConfig({ ...given, depth: '7', cadence: '250ms', bins: '25,5' })
    const usual = parseConfig({ exchanges: [{ id: 'binance', symbols: ['BTC/USDT'] }] })
    expect(exchanges).toEqual([{ ...usual.exchanges[0], symbols: ['BTC/USDT', 'ETH/USDT'], endpoint: 'http://127.0.0.1:1' }])
    expect(recording).toEqual({ ...usual.recording, bookDepth: 7, bookCadenceMs: 250, bins: [5, 25] })
  })

  it('refuses an archive that is not there', () => {
    expect(() => parquetMarketReader('/no/such/archive')).toThrow(/archive: \/no\/such\/archive: no such folder/)
  })
})

describe('totals of a collector', () => {
  const none = { rows: 0, bytes: 0 }
  const tally = (rows: number) => ({
    trades: { rows, bytes: rows * 10 },
    candles: none,
    books: none,
    bins: none,
    metrics: none,
    gaps: none,
  })

  it('adds the lives of a restarted recorder, and tells what is new since the last time', () => {
    const totals = new CollectTotals()
    totals.tally(1, tally(5))
    totals.tally(1, tally(7))
    expect(totals.sinceLast().trades).toEqual({ rows: 7, bytes: 70 })
    totals.tally(2, tally(3))
    expect(totals.sinceLast().trades).toEqual({ rows: 3, bytes: 30 })
    expect(totals.summary().rows.trades).toBe(10)
    expect(totals.bytes()).toBe(100)
  })

  it('counts refused frames once for each connection, also those from before the feed was restarted', () => {
    const totals = new CollectTotals()
    const none = { messages: 0, gaps: 0, resyncs: 0, latency: 0, sequenceCheck: true, clockOffset: null, clockOffsetLimit: 1_000 }
    const row = { exchange: 'binance', instrument: '', lastReceivedAt: 0, limit: 0, ...none }
    totals.channels([
      { ...row, instrument: 'a', channel: 'book', rejected: 4 },
      { ...row, instrument: 'b', channel: 'book', rejected: 4 },
      { ...row, instrument: 'a', channel: 'trades', rejected: 1 },
    ])
    expect(totals.summary().rejected).toBe(5)
    totals.feedRestarted()
    totals.channels([{ ...row, channel: 'book', rejected: 2 }])
    expect(totals.summary().rejected).toBe(7)
  })
})
