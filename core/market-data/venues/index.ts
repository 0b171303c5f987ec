/**
 * A venue's raw text -> facts in one vocabulary, numbers still as the venue wrote them.
 * Invariant: never throws; what is not understood is a `malformed` fact with a reason.
 * One folder a venue; adding one is a folder here and a line in MAPPERS.
 */
import { InputError } from '../../domain/index.ts'
import { createBinanceMapper } from './binance/mapper.ts'
import { createBitgetMapper } from './bitget/mapper.ts'
import { createBybitMapper } from './bybit/mapper.ts'
import { createCoinbaseMapper } from './coinbase/mapper.ts'
import type { VenueMapper } from './contract.ts'
import { createKrakenMapper } from './kraken/mapper.ts'
import { createKucoinMapper } from './kucoin/mapper.ts'
import { takingZeroForAbsent } from './okx/absent-checksum.ts'
import { createOkxMapper } from './okx/mapper.ts'

export { createBinanceMapper } from './binance/mapper.ts'
export { createBybitMapper } from './bybit/mapper.ts'
export { createCoinbaseMapper } from './coinbase/mapper.ts'
export type * from './contract.ts'
export { historyFor, tradesHistoryFor } from './history.ts'
export { createKrakenMapper } from './kraken/mapper.ts'
export { createOkxMapper } from './okx/mapper.ts'

const MAPPERS: Readonly<Record<string, () => VenueMapper>> = {
  binance: () => createBinanceMapper('binance'),
  binanceus: () => createBinanceMapper('binanceus'),
  binanceusdm: () => createBinanceMapper('binanceusdm'),
  binancecoinm: () => createBinanceMapper('binancecoinm'),
  okx: () => takingZeroForAbsent(createOkxMapper()),
  bybit: createBybitMapper,
  coinbase: createCoinbaseMapper,
  kraken: createKrakenMapper,
  kucoin: createKucoinMapper,
  bitget: createBitgetMapper,
}

export const MAPPED_EXCHANGES: readonly string[] = Object.keys(MAPPERS)

/** Throws {@link InputError} for an exchange without a mapper. */
export function mapperFor(exchange: string): VenueMapper {
  const create = Object.hasOwn(MAPPERS, exchange) ? MAPPERS[exchange] : undefined
  if (create === undefined)
    throw new InputError({ field: 'exchange', value: exchange, remedy: `use one of ${MAPPED_EXCHANGES.join(', ')}` })
  return create()
}
