import { Info, type LucideIcon, OctagonAlert, TriangleAlert } from 'lucide-react'
import type { AlertRow } from '../../../core/contract/index.ts'

interface SeverityFace {
  readonly icon: LucideIcon
  readonly word: string
  readonly tone: string
}

/** Each severity by its shape and its word, not by colour alone. */
export const SEVERITIES: Readonly<Record<AlertRow['severity'], SeverityFace>> = {
  info: { icon: Info, word: 'info', tone: 'dim' },
  warning: { icon: TriangleAlert, word: 'warning', tone: 'warn' },
  critical: { icon: OctagonAlert, word: 'critical', tone: 'danger' },
}
