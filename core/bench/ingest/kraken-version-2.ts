import { crc32 } from 'node:zlib'
import type { Levels } from '../../testing/naive-venue-books.ts'
import type { NaiveReader } from '../../testing/venue-recordings.ts'

type TimedLevel = readonly [price: string, size: string, seconds: string, republished?: string]
type TimedLevels = readonly TimedLevel[]

interface Part {
  readonly as?: TimedLevels
  readonly bs?: TimedLevels
  readonly a?: TimedLevels
  readonly b?: TimedLevels
  readonly c?: string
}

interface NumberLevel {
  readonly price: number
  readonly qty: number
}

/** Version 2 writes the digits of version 1 as numbers, without zeros before the first. */
const objects = (levels: TimedLevels): string =>
  `[${levels.map(([price, size]) => `{"price":${price},"qty":${size}}`).join(',')}]`

const digits = (text: string): string => text.replace('.', '').replace(/^0+/, '')

function checksumOf(asks: TimedLevels, bids: TimedLevels): number {
  const best = [...asks.slice(0, 10), ...bids.slice(0, 10)]
  return crc32(best.map(([price, size]) => digits(price) + digits(size)).join(''))
}

/**
 * A book frame of Kraken's first version as the second one would say it: there is no recording of the
 * second. A snapshot has the answer to its subscription before it, which tells the depth.
 */
export function asVersion2(text: string): readonly string[] {
  const message: unknown = JSON.parse(text)
  if (!Array.isArray(message)) return []
  const items = message as readonly unknown[]
  const [name, pair] = [String(items.at(-2)), String(items.at(-1)).replace('XBT', 'BTC')]
  if (!name.startsWith('book')) return []
  const parts = items.slice(1, -2) as readonly Part[]
  const [first] = parts
  const frame = (type: string, bids: TimedLevels, asks: TimedLevels, rest: string): string =>
    `{"channel":"book","type":"${type}","data":[{"symbol":"${pair}","bids":${objects(bids)},"asks":${objects(asks)},${rest}}]}`
  if (first?.as !== undefined && first.bs !== undefined)
    return [
      `{"method":"subscribe","result":{"channel":"book","depth":1000,"symbol":"${pair}"},"success":true}`,
      frame('snapshot', first.bs, first.as, `"checksum":${String(checksumOf(first.as, first.bs))}`),
    ]
  const asks = parts.flatMap(({ a = [] }) => a)
  const bids = parts.flatMap(({ b = [] }) => b)
  const checksum = parts.find(({ c }) => c !== undefined)?.c
  if (checksum === undefined) return []
  const seconds = Math.max(...[...asks, ...bids].map(([, , time]) => Number(time)))
  const timestamp = new Date(seconds * 1_000).toISOString().replace('Z', '000Z')
  return [frame('update', bids, asks, `"checksum":${checksum},"timestamp":"${timestamp}"`)]
}

/** For the bare book. */
export const readVersion2: NaiveReader = ({ body }, bookOf) => {
  const { type, data } = body as {
    readonly type?: string
    readonly data?: readonly {
      readonly symbol: string
      readonly bids: readonly NumberLevel[]
      readonly asks: readonly NumberLevel[]
    }[]
  }
  for (const { symbol, bids, asks } of data ?? []) {
    const book = bookOf(symbol)
    const texts = (levels: readonly NumberLevel[]): Levels => levels.map(({ price, qty }) => [String(price), String(qty)])
    if (type === 'snapshot') book.replace(texts(bids), texts(asks))
    else book.change(texts(bids), texts(asks))
    book.keepBest(1_000)
  }
}
