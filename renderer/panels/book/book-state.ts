import { useEffect } from 'react'
import { useStore } from 'zustand'
import { FRESHNESS } from '../../../core/contract/index.ts'
import { useTerminal, useTopicStore } from '../../stores/index.ts'

export interface BookState {
  /** Age in ms of a book that is too old; undefined while it is fresh. */
  readonly staleAge: number | undefined
  readonly resyncing: boolean
  readonly missing: boolean
}

/** What there is to say of a market's book beside its levels. Renders when that changes, not with each book. */
export function useBookState(instrument: string): BookState {
  const terminal = useTerminal()
  const books = useTopicStore('market.books', instrument)
  const staleAge = useStore(terminal.now, ({ now }) => {
    const at = books.getState().rows.get(instrument)?.receivedTime
    return at === undefined || now - at <= FRESHNESS.book ? undefined : Math.floor((now - at) / 1_000) * 1_000
  })
  const resyncing = useStore(books, (state) => state.rows.get(instrument)?.state === 'resyncing')
  const missing = useStore(books, (state) => state.phase === 'ready' && state.rows.get(instrument) === undefined)
  return { staleAge, resyncing, missing }
}

/** Calls `restyle` when the theme or the colours change. */
export function useRestyle(restyle: () => void): void {
  useEffect(() => {
    document.addEventListener('sentinel-appearance', restyle)
    return () => {
      document.removeEventListener('sentinel-appearance', restyle)
    }
  }, [restyle])
}
