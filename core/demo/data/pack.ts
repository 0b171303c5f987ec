import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gunzipSync } from 'node:zlib'
import { InputError } from '../../domain/index.ts'
import { type CandleColumns, encodeCandles } from './candle-codec.ts'

/**
 * Makes resources/demo from the original downloads:
 *   node core/demo/data/pack.ts CANDLES_DIR CAPTURES_DIR OUT_DIR
 * CANDLES_DIR holds SYMBOL_1m_*.csv.gz (open_time_ms,open,high,low,close,volume), CAPTURES_DIR the
 * spot_btcusdt_*.gz captures. Both forms are lossless.
 */
const DAYS = 30

function decimalsIn(rows: readonly string[][], columns: readonly number[]): number {
  let most = 0
  for (const row of rows)
    for (const column of columns)
      most = Math.max(
        most,
        (row[column] ?? '').replace(/\.?0*$/, (zeros) => (zeros.startsWith('.') ? '' : zeros)).split('.')[1]?.length ?? 0,
      )
  return most
}

function readCandles(file: string, symbol: string): CandleColumns {
  const rows = gunzipSync(readFileSync(file))
    .toString()
    .trim()
    .split('\n')
    .slice(1, DAYS * 1440 + 1)
    .map((line) => line.split(','))
  const priceDecimals = decimalsIn(rows, [1, 2, 3, 4])
  const volumeDecimals = decimalsIn(rows, [5])
  const firstOpenTime = Number(rows[0]?.[0])
  rows.forEach((row, index) => {
    if (Number(row[0]) !== firstOpenTime + index * 60_000)
      throw new InputError({ field: file, value: `bar ${String(row[0])}`, remedy: 'bars must follow each minute' })
  })
  const column = (index: number, decimals: number): Float64Array =>
    Float64Array.from(rows, (row) => Math.round(Number(row[index]) * 10 ** decimals))
  return {
    symbol,
    priceDecimals,
    volumeDecimals,
    firstOpenTime,
    open: column(1, priceDecimals),
    high: column(2, priceDecimals),
    low: column(3, priceDecimals),
    close: column(4, priceDecimals),
    volume: column(5, volumeDecimals),
  }
}

function pack(candles: string, captures: string, out: string): void {
  for (const name of readdirSync(candles)) {
    const symbol = /^([A-Z]+)_1m_.*\.csv\.gz$/.exec(name)?.[1]
    if (symbol === undefined) continue
    writeFileSync(join(out, 'candles', `${symbol}.1m.br`), encodeCandles(readCandles(join(candles, name), symbol)))
  }
  for (const name of readdirSync(captures)) {
    if (!/^spot_btcusdt_\d+\.gz$/.test(name)) continue
    const text = gunzipSync(readFileSync(join(captures, name)))
    const packed = brotliCompressSync(text, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_LGWIN]: 24,
        [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
      },
    })
    writeFileSync(join(out, 'recording', name.replace(/\.gz$/, '.jsonl.br')), packed)
  }
}

const [candles, captures, out] = process.argv.slice(2)
if (candles === undefined || captures === undefined || out === undefined)
  throw new InputError({
    field: 'arguments',
    value: String(process.argv.length - 2),
    remedy: 'give CANDLES_DIR CAPTURES_DIR OUT_DIR',
  })
pack(candles, captures, out)
