import type { ReactNode } from 'react'
import { formatDecimal } from '../format/index.ts'
import { useInstrument } from '../stores/index.ts'

const afterColon = (id: string): string => id.slice(id.indexOf(':') + 1)

/** The symbol of an instrument id; the id itself until the instrument is known. */
export function SymbolName({ id }: { readonly id: string }): ReactNode {
  const instrument = useInstrument(id)
  return <span title={id}>{instrument?.symbol ?? afterColon(id)}</span>
}

interface FigureProps {
  readonly instrument: string
  readonly value: string | undefined
}

/** A price with the instrument's own decimals. */
export function PriceText({ instrument, value }: FigureProps): ReactNode {
  const view = useInstrument(instrument)
  if (value === undefined) return <span className="dim">–</span>
  return <span title={value}>{view === undefined ? value : formatDecimal(value, view.priceDecimals)}</span>
}

/** A size with the instrument's own decimals. */
export function SizeText({ instrument, value }: FigureProps): ReactNode {
  const view = useInstrument(instrument)
  if (value === undefined) return <span className="dim">–</span>
  return <span title={value}>{view === undefined ? value : formatDecimal(value, view.sizeDecimals)}</span>
}
