import { useState } from 'react'

/** Why the newest rows wait: somebody points at a row, has scrolled away from the newest, or walks the rows by key. */
export type HoldReason = 'pointer' | 'scrolled' | 'keys'

interface Hold<Row> {
  readonly rows: readonly Row[]
  readonly reasons: readonly HoldReason[]
}

/** What is held once a reason comes or goes: the rows of the moment when the first came; undefined without any. */
export function heldWith<Row>(
  held: Hold<Row> | undefined,
  reason: HoldReason,
  on: boolean,
  rows: readonly Row[],
): Hold<Row> | undefined {
  if (on === (held?.reasons.includes(reason) ?? false)) return held
  const reasons = on ? [...(held?.reasons ?? []), reason] : (held?.reasons.filter((each) => each !== reason) ?? [])
  return reasons.length === 0 ? undefined : { rows: held?.rows ?? rows, reasons }
}

export interface HeldRows<Row> {
  /** Undefined while the newest rows are followed. */
  readonly held: readonly Row[] | undefined
  readonly set: (reason: HoldReason, on: boolean) => void
  readonly release: () => void
}

/** Rows that stand still while somebody reads them. */
export function useHeldRows<Row>(rows: readonly Row[]): HeldRows<Row> {
  const [hold, setHold] = useState<Hold<Row>>()
  return {
    held: hold?.rows,
    set: (reason, on) => {
      setHold((before) => heldWith(before, reason, on, rows))
    },
    release: () => {
      setHold(undefined)
    },
  }
}
