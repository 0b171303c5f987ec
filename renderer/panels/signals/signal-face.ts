import { Ban, CheckCircle2, CircleDashed, Clock3, type LucideIcon, Replace, ShieldX, Undo2 } from 'lucide-react'
import type { SignalRow } from '../../../core/contract/index.ts'

interface Face {
  readonly icon: LucideIcon
  readonly word: string
  readonly meaning: string
}

/** Every outcome looks and reads different: expired was nobody's decision, rejected was the person's. */
export const SIGNAL_FACES: Record<SignalRow['state'], Face> = {
  PENDING: { icon: CircleDashed, word: 'PENDING', meaning: 'Waiting for your decision' },
  APPROVED: { icon: CheckCircle2, word: 'APPROVED', meaning: 'Approved; an order was sent' },
  REJECTED: { icon: Ban, word: 'REJECTED', meaning: 'Rejected by a person' },
  EXPIRED: { icon: Clock3, word: 'EXPIRED', meaning: 'Nobody decided in time; no order was sent' },
  SUPERSEDED: { icon: Replace, word: 'SUPERSEDED', meaning: 'A newer signal took its place' },
  WITHDRAWN: { icon: Undo2, word: 'WITHDRAWN', meaning: 'The reason for it went away' },
  BLOCKED: { icon: ShieldX, word: 'BLOCKED', meaning: 'A risk rule refused it' },
}
