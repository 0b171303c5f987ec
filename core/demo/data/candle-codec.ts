import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import { InputError } from '../../domain/index.ts'

/** One instrument's bars without holes; prices and volumes are integers of 10^-decimals. */
export interface CandleColumns {
  readonly symbol: string
  readonly priceDecimals: number
  readonly volumeDecimals: number
  /** Open time of the first bar, ms UTC; the others follow each minute. */
  readonly firstOpenTime: number
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
}

interface Header {
  readonly symbol: string
  readonly priceDecimals: number
  readonly volumeDecimals: number
  readonly firstOpenTime: number
  readonly count: number
}

function writeVarint(out: number[], value: number): void {
  let rest = value >= 0 ? value * 2 : -value * 2 - 1
  while (rest >= 128) {
    out.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  out.push(rest)
}

/** Column by column, differences to what the bar before suggests, then Brotli. Lossless. */
export function encodeCandles(columns: CandleColumns): Buffer {
  const { open, high, low, close, volume } = columns
  const header: Header = {
    symbol: columns.symbol,
    priceDecimals: columns.priceDecimals,
    volumeDecimals: columns.volumeDecimals,
    firstOpenTime: columns.firstOpenTime,
    count: open.length,
  }
  const bytes: number[] = []
  const column = (value: (index: number) => number): void => {
    for (let index = 0; index < open.length; index += 1) writeVarint(bytes, value(index))
  }
  const at = (from: Float64Array, index: number): number => from[index] ?? 0
  column((i) => at(open, i) - at(close, i - 1))
  column((i) => at(close, i) - at(open, i))
  column((i) => at(high, i) - Math.max(at(open, i), at(close, i)))
  column((i) => Math.min(at(open, i), at(close, i)) - at(low, i))
  column((i) => at(volume, i))
  const text = Buffer.from(`${JSON.stringify(header)}\n`)
  return brotliCompressSync(Buffer.concat([text, Buffer.from(bytes)]), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
  })
}

/** Throws {@link InputError} when the bytes are not such a file. */
export function decodeCandles(packed: Buffer, name: string): CandleColumns {
  const bytes = brotliDecompressSync(packed)
  const lineEnd = bytes.indexOf(10)
  const header = JSON.parse(bytes.subarray(0, lineEnd).toString()) as Header
  let position = lineEnd + 1
  const next = (): number => {
    let value = 0
    let unit = 1
    for (;;) {
      const byte = bytes[position]
      if (byte === undefined) throw new InputError({ field: name, value: 'cut short', remedy: 'restore the file' })
      position += 1
      value += (byte & 127) * unit
      if (byte < 128) return value % 2 === 0 ? value / 2 : -(value + 1) / 2
      unit *= 128
    }
  }
  const column = (): Float64Array => Float64Array.from({ length: header.count }, next)
  const openSteps = column()
  const bodies = column()
  const upper = column()
  const lower = column()
  const volume = column()
  const open = new Float64Array(header.count)
  const high = new Float64Array(header.count)
  const low = new Float64Array(header.count)
  const close = new Float64Array(header.count)
  let previous = 0
  for (let i = 0; i < header.count; i += 1) {
    const o = previous + (openSteps[i] ?? 0)
    const c = o + (bodies[i] ?? 0)
    open[i] = o
    close[i] = c
    high[i] = Math.max(o, c) + (upper[i] ?? 0)
    low[i] = Math.min(o, c) - (lower[i] ?? 0)
    previous = c
  }
  const { symbol, priceDecimals, volumeDecimals, firstOpenTime } = header
  return { symbol, priceDecimals, volumeDecimals, firstOpenTime, open, high, low, close, volume }
}
