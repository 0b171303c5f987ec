import { rate } from '../../core/domain/index.ts'

/** Shares of equity as decimal text: from the first an order is read before it goes, from the second it is held. */
export interface Friction {
  readonly previewFrom: string
  readonly holdFrom: string
}

export const DEFAULT_FRICTION: Friction = { previewFrom: '0.02', holdFrom: '0.1' }

export function isShare(value: unknown): value is string {
  if (typeof value !== 'string') return false
  try {
    return rate(value) >= 0n && rate(value) <= rate('1')
  } catch {
    return false
  }
}

/** What was kept, or the defaults for all that makes no sense together. */
export function parseFriction(kept: unknown): Friction {
  if (kept === null || typeof kept !== 'object') return DEFAULT_FRICTION
  const previewFrom: unknown = Reflect.get(kept, 'previewFrom')
  const holdFrom: unknown = Reflect.get(kept, 'holdFrom')
  if (!isShare(previewFrom) || !isShare(holdFrom) || rate(previewFrom) > rate(holdFrom)) return DEFAULT_FRICTION
  return { previewFrom, holdFrom }
}
