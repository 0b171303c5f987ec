import type { Levels } from './naive-venue-books.ts'
import type { NaiveReader } from './venue-recordings.ts'

interface BybitMessage {
  readonly topic?: string
  readonly type?: string
  readonly data: { readonly s: string; readonly b: Levels; readonly a: Levels } & readonly unknown[]
}

/** Bybit v5 books and trades; the recordings are of markets against USDT only. */
export const readBybit: NaiveReader = ({ body, url }, bookOf, saw) => {
  const { topic = '', type, data } = body as BybitMessage
  if (topic.startsWith('publicTrade')) for (const _ of data) saw('trade')
  if (!topic.startsWith('orderbook')) return
  const pair = data.s.replace('USDT', '/USDT')
  const book = bookOf(url.endsWith('/linear') ? `${pair}:USDT` : pair)
  if (type === 'snapshot') book.replace(data.b, data.a)
  else book.change(data.b, data.a)
  saw(type === 'snapshot' ? 'snapshot' : 'update')
}
