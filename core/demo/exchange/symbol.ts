import {
  formatMoney,
  formatPrice,
  formatQuantity,
  type Money,
  money,
  type Price,
  price,
  type Quantity,
  quantity,
} from '../../domain/index.ts'

/** What the venue lets one trade in one symbol, with the filters it enforces. */
export interface SymbolSpec {
  readonly symbol: string
  readonly base: string
  readonly quote: string
  readonly tickSize: Price
  readonly minPrice: Price
  readonly maxPrice: Price
  readonly stepSize: Quantity
  readonly minQuantity: Quantity
  readonly maxQuantity: Quantity
  /** Largest market order by base quantity. */
  readonly maxMarketQuantity: Quantity
  readonly minNotional: Money
  readonly maxNotional: Money
  /** A limit price may lie within last x down .. last x up. */
  readonly priceBand: { readonly up: string; readonly down: string }
  readonly maxOrders: number
  /** Open at a time: orders that wait for a price, and order lists. */
  readonly maxAlgoOrders: number
  readonly maxOrderLists: number
  /** An iceberg is at most so many parts. */
  readonly icebergParts: number
}

interface SpecInput {
  readonly base: string
  readonly tick: string
  readonly step: string
  readonly maxQuantity: string
  readonly maxPrice: string
}

const spec = (input: SpecInput): SymbolSpec => ({
  symbol: `${input.base}USDT`,
  base: input.base,
  quote: 'USDT',
  tickSize: price(input.tick),
  minPrice: price(input.tick),
  maxPrice: price(input.maxPrice),
  stepSize: quantity(input.step),
  minQuantity: quantity(input.step),
  maxQuantity: quantity(input.maxQuantity),
  maxMarketQuantity: quantity(input.maxQuantity),
  minNotional: money('5'),
  maxNotional: money('9000000'),
  priceBand: { up: '5', down: '0.2' },
  maxOrders: 200,
  maxAlgoOrders: 5,
  maxOrderLists: 20,
  icebergParts: 10,
})

export const SYMBOLS: readonly SymbolSpec[] = [
  spec({ base: 'BTC', tick: '0.01', step: '0.00001', maxQuantity: '9000', maxPrice: '1000000' }),
  spec({ base: 'ETH', tick: '0.01', step: '0.0001', maxQuantity: '9000', maxPrice: '1000000' }),
  spec({ base: 'SOL', tick: '0.01', step: '0.001', maxQuantity: '90000', maxPrice: '10000' }),
  spec({ base: 'XRP', tick: '0.0001', step: '0.1', maxQuantity: '9222449', maxPrice: '10000' }),
  spec({ base: 'BNB', tick: '0.01', step: '0.001', maxQuantity: '900000', maxPrice: '100000' }),
  spec({ base: 'LTC', tick: '0.01', step: '0.001', maxQuantity: '900000', maxPrice: '100000' }),
  spec({ base: 'LINK', tick: '0.001', step: '0.01', maxQuantity: '90000', maxPrice: '10000' }),
  spec({ base: 'ADA', tick: '0.0001', step: '0.1', maxQuantity: '900000', maxPrice: '1000' }),
]

/** Binance writes every decimal with eight places. */
export const priceText = (value: Price): string => formatPrice(value, 8)
export const quantityText = (value: Quantity): string => formatQuantity(value, 8)

/** An amount of an asset at 24 decimals, cut to the eight places that the wire carries. */
export const amountText = (value: bigint): string => {
  const unit = 10n ** 16n
  return formatMoney(((value / unit) * unit) as Money, 8)
}

/** A base quantity as an amount at the ledger's 24 decimals. */
export const amountOf = (value: Quantity): bigint => (value as bigint) * 10n ** 12n

export const ORDER_TYPES = [
  'LIMIT',
  'LIMIT_MAKER',
  'MARKET',
  'STOP_LOSS',
  'STOP_LOSS_LIMIT',
  'TAKE_PROFIT',
  'TAKE_PROFIT_LIMIT',
] as const
export type OrderKind = (typeof ORDER_TYPES)[number]

/** One entry of exchangeInfo's `symbols`. */
export function symbolInfo(of: SymbolSpec): Record<string, unknown> {
  const lot = { minQty: quantityText(of.minQuantity), stepSize: quantityText(of.stepSize) }
  return {
    symbol: of.symbol,
    status: 'TRADING',
    baseAsset: of.base,
    baseAssetPrecision: 8,
    quoteAsset: of.quote,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    baseCommissionPrecision: 8,
    quoteCommissionPrecision: 8,
    orderTypes: ORDER_TYPES,
    icebergAllowed: true,
    ocoAllowed: true,
    otoAllowed: false,
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: false,
    cancelReplaceAllowed: false,
    amendAllowed: false,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: [
      {
        filterType: 'PRICE_FILTER',
        minPrice: priceText(of.minPrice),
        maxPrice: priceText(of.maxPrice),
        tickSize: priceText(of.tickSize),
      },
      { filterType: 'LOT_SIZE', ...lot, maxQty: quantityText(of.maxQuantity) },
      { filterType: 'MARKET_LOT_SIZE', ...lot, maxQty: quantityText(of.maxMarketQuantity) },
      {
        filterType: 'PERCENT_PRICE_BY_SIDE',
        bidMultiplierUp: of.priceBand.up,
        bidMultiplierDown: of.priceBand.down,
        askMultiplierUp: of.priceBand.up,
        askMultiplierDown: of.priceBand.down,
        avgPriceMins: 5,
      },
      {
        filterType: 'NOTIONAL',
        minNotional: amountText(of.minNotional),
        applyMinToMarket: true,
        maxNotional: amountText(of.maxNotional),
        applyMaxToMarket: false,
        avgPriceMins: 5,
      },
      { filterType: 'MAX_NUM_ORDERS', maxNumOrders: of.maxOrders },
      { filterType: 'MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: of.maxAlgoOrders },
      { filterType: 'MAX_NUM_ORDER_LISTS', maxNumOrderLists: of.maxOrderLists },
      { filterType: 'ICEBERG_PARTS', limit: of.icebergParts },
    ],
    permissions: [],
    permissionSets: [['SPOT']],
    defaultSelfTradePreventionMode: 'NONE',
    allowedSelfTradePreventionModes: ['NONE'],
  }
}
