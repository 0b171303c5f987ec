import type { OrderRow } from '../../../core/contract/index.ts'
import { isFinal } from '../../../core/domain/index.ts'

const TYPES: Readonly<Record<OrderRow['type'], string>> = {
  market: 'market',
  limit: 'limit',
  stop: 'stop',
  'stop-limit': 'stop limit',
  'take-profit': 'profit',
  'take-profit-limit': 'profit limit',
}

export const typeWord = ({ type }: Pick<OrderRow, 'type'>): string => TYPES[type]

interface Flag {
  readonly short: string
  readonly words: string
}

/** What is particular to an order beside its type. */
export function flagsOf(row: OrderRow): readonly Flag[] {
  const flags: Flag[] = []
  if (row.timeInForce !== 'GTC')
    flags.push({
      short: row.timeInForce,
      words: row.timeInForce === 'IOC' ? 'What does not fill at once is cancelled' : 'All of it at once, or nothing',
    })
  if (row.postOnly === true) flags.push({ short: 'PO', words: 'Post only: refused when it would take at once' })
  if (row.reduceOnly) flags.push({ short: 'RO', words: 'Reduce only' })
  if (row.displayQuantity !== undefined) flags.push({ short: 'ICE', words: `Iceberg: shows ${row.displayQuantity} at a time` })
  if (row.schedule !== undefined) flags.push({ short: 'SLICE', words: `A slice of ${row.schedule}` })
  if (row.pairedWith !== undefined)
    flags.push({ short: 'OCO', words: `Ends ${row.pairedWith} when it fills, and the other way round` })
  if (row.external === true) flags.push({ short: 'EXT', words: 'Not placed by this program: taken into its books' })
  return flags
}

export interface Place {
  readonly word: 'venue' | 'here' | 'sent' | '–'
  readonly words: string
}

/** Who has the order now: nothing else may be relied on. */
export function placeOf({ state, emulated, triggeredAt }: OrderRow): Place {
  if (isFinal(state)) return { word: '–', words: 'It has ended' }
  if (state === 'created') {
    const waits = (emulated === 'stop' || emulated === 'take-profit') && triggeredAt === undefined
    return waits
      ? { word: 'here', words: 'This program watches the price, not the venue: it acts only while it runs' }
      : { word: 'here', words: 'It waits in this program for its turn' }
  }
  if (state === 'submitted') return { word: 'sent', words: 'On its way; the venue has not answered' }
  if (state === 'unknown') return { word: 'sent', words: 'The outcome is not known: it may rest at the venue' }
  return {
    word: 'venue',
    words: emulated === 'iceberg' ? 'One visible part rests at the venue; the rest is kept here' : 'It rests at the venue',
  }
}

export const SHOWN = ['working', 'all'] as const
export type Shown = (typeof SHOWN)[number]

export interface OrderFilter {
  readonly shown: Shown
  /** Only this market; empty: every one. */
  readonly instrument: string
}

/** What is asked for, what works first, the newest first. */
export function orderList(all: readonly OrderRow[], { shown, instrument }: OrderFilter): readonly OrderRow[] {
  const wanted = all.filter(
    (row) => (shown === 'all' || !isFinal(row.state)) && (instrument === '' || row.instrument === instrument),
  )
  return wanted.sort((a, b) => Number(isFinal(a.state)) - Number(isFinal(b.state)) || b.createdAt - a.createdAt)
}
