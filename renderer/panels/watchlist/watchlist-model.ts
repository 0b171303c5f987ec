import type { QuoteRow } from '../../../core/contract/index.ts'
import { basisPointsLossy, price, quantity } from '../../../core/domain/index.ts'
import { changeLossy } from '../../format/index.ts'

export const SORTS = ['symbol', 'last', 'change', 'volume', 'spread'] as const
export type WatchSort = (typeof SORTS)[number]

export interface WatchSettings {
  readonly filter: string
  /** Undefined: the person's own order. */
  readonly sort: { readonly by: WatchSort; readonly down: boolean } | undefined
  /** Markets that stand before the others. */
  readonly pinned: readonly string[]
  /** The own order; markets that are not in it follow in the feed's. */
  readonly order: readonly string[]
}

export interface WatchMarket {
  readonly id: string
  readonly symbol: string
}

/** Best ask over best bid, in basis points of the bid's and ask's middle; undefined without both. */
export function spreadLossy(quote: QuoteRow | undefined): number | undefined {
  if (quote === undefined) return undefined
  const [bid, ask] = [price(quote.bid), price(quote.ask)]
  if (bid <= 0n || ask <= 0n) return undefined
  const middle = ((bid + ask) / 2n) as typeof bid
  return basisPointsLossy(middle, (middle + ask - bid) as typeof bid)
}

const order = <T extends bigint | number | string>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0)

/** What a column sorts by; decimals exactly. */
function figure(by: WatchSort, quote: QuoteRow | undefined): bigint | number | undefined {
  if (by === 'last') return quote?.last === undefined ? undefined : price(quote.last)
  if (by === 'volume') return quote?.volume24h === undefined ? undefined : quantity(quote.volume24h)
  if (by === 'change') return changeLossy(quote?.open24h, quote?.last)
  return spreadLossy(quote)
}

/** Negative where `a` comes first; what is not known comes last, whichever way. */
function compare<M extends WatchMarket>(
  a: M,
  b: M,
  { by, down }: { readonly by: WatchSort; readonly down: boolean },
  quotes: ReadonlyMap<string, QuoteRow>,
): number {
  const way = down ? -1 : 1
  if (by === 'symbol') return way * order(a.symbol, b.symbol)
  const [left, right] = [figure(by, quotes.get(a.id)), figure(by, quotes.get(b.id))]
  if (left === undefined || right === undefined) return left === right ? 0 : left === undefined ? 1 : -1
  return way * order(left, right)
}

/** Markets as they stand in the list: filtered, pinned ones first, then by the column or by the own order. */
export function arranged<M extends WatchMarket>(
  markets: readonly M[],
  quotes: ReadonlyMap<string, QuoteRow>,
  { filter, sort, pinned, order: own }: WatchSettings,
): readonly M[] {
  const wanted = filter.trim().toLowerCase()
  const place = new Map(own.map((id, index) => [id, index]))
  const first = new Set(pinned)
  return markets
    .filter(({ symbol }) => symbol.toLowerCase().includes(wanted))
    .map((market, index) => ({ market, index: place.get(market.id) ?? own.length + index }))
    .sort((a, b) => {
      const byPin = Number(first.has(b.market.id)) - Number(first.has(a.market.id))
      const bySort = sort === undefined ? 0 : compare(a.market, b.market, sort, quotes)
      return byPin || bySort || a.index - b.index
    })
    .map(({ market }) => market)
}

/** A click on a column: largest first, then smallest first, then the own order again. */
export function nextSort(sort: WatchSettings['sort'], by: WatchSort): WatchSettings['sort'] {
  const first = by !== 'symbol'
  if (sort?.by !== by) return { by, down: first }
  return sort.down === first ? { by, down: !first } : undefined
}

/** The order on show with `id` where `target` was. */
export function moved(shown: readonly string[], id: string, target: string): readonly string[] {
  const [from, to] = [shown.indexOf(id), shown.indexOf(target)]
  if (from < 0 || to < 0 || from === to) return shown
  const rest = shown.filter((each) => each !== id)
  return [...rest.slice(0, to), id, ...rest.slice(to)]
}

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []

/** Reads what was kept; what is not understood is left out. */
export function parseWatch(kept: unknown): WatchSettings {
  const get = (name: string): unknown => (kept !== null && typeof kept === 'object' ? Reflect.get(kept, name) : undefined)
  const sort: unknown = get('sort')
  const by = sort !== null && typeof sort === 'object' ? SORTS.find((each) => each === Reflect.get(sort, 'by')) : undefined
  const filter = get('filter')
  return {
    filter: typeof filter === 'string' ? filter : '',
    sort: by === undefined ? undefined : { by, down: Reflect.get(Object(sort), 'down') === true },
    pinned: texts(get('pinned')),
    order: texts(get('order')),
  }
}
