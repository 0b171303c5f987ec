import { formatDecimal, formatPercentText } from '../format/index.ts'

export interface WillHappen {
  readonly side: 'buy' | 'sell'
  /** With its unit, as it is to be read. */
  readonly size: string
  /** Such as `at market`. */
  readonly how: string
  readonly notional: string | undefined
  readonly quote: string
  readonly equityShare: string | undefined
}

/** What will happen, in full: read before it does. */
export function willHappen({ side, size, how, notional, quote, equityShare }: WillHappen): string {
  const about = notional === undefined ? '' : `, about ${formatDecimal(notional, 2)} ${quote}`
  const share = equityShare === undefined ? '' : `, ${formatPercentText(equityShare, 1)} of equity`
  return `${side === 'buy' ? 'Buys' : 'Sells'} ${size} ${how}${about}${share}`
}
