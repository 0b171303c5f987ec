import { Info, type LucideIcon, OctagonX, TextQuote, TriangleAlert } from 'lucide-react'
import type { LogRow } from '../../../core/contract/index.ts'

interface LevelFace {
  readonly icon: LucideIcon
  readonly tone: string
}

/** Each level by a shape of its own beside its word, not by colour alone. */
export const LEVELS: Readonly<Record<LogRow['level'], LevelFace>> = {
  debug: { icon: TextQuote, tone: 'dim' },
  info: { icon: Info, tone: '' },
  warn: { icon: TriangleAlert, tone: 'warn' },
  error: { icon: OctagonX, tone: 'danger' },
}
