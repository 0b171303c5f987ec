import type { ReactNode } from 'react'
import { formatDecimal, signOf } from '../format/index.ts'

export const toneOf = (text: string | undefined): 'up' | 'down' | '' => {
  const sign = signOf(text)
  return sign > 0 ? 'up' : sign < 0 ? 'down' : ''
}

/** Profit or loss: always signed, coloured by its sign. */
export function Pnl({ value, decimals = 2 }: { readonly value: string | undefined; readonly decimals?: number }): ReactNode {
  const text = formatDecimal(value, decimals, { sign: true })
  return (
    <span className={`num ${toneOf(text)}`} title={value}>
      {text}
    </span>
  )
}

export function SideText({ side }: { readonly side: 'buy' | 'sell' }): ReactNode {
  return <b className={side === 'buy' ? 'up' : 'down'}>{side === 'buy' ? '▲ Buy' : '▼ Sell'}</b>
}
