import type { ReactNode } from 'react'
import { useRow } from '../../stores/index.ts'

/** Best bid and ask for who cannot see the canvas; apart, so that a quote renders nothing else. */
export function Touch({ instrument }: { readonly instrument: string }): ReactNode {
  const quote = useRow('market.quotes', instrument)
  return (
    <span className="sr-only" aria-live="off">
      Best bid {quote?.bid ?? 'unknown'}, best ask {quote?.ask ?? 'unknown'}
    </span>
  )
}
