import type { ReactNode } from 'react'
import type { StrategyRow } from '../../../core/contract/index.ts'
import { formatAge } from '../../format/index.ts'
import { useNow } from '../../stores/index.ts'

export const STANCE: Record<StrategyRow['stance'], string> = {
  long: '▲ long',
  flat: '▼ flat',
  neutral: '· neutral',
  'warming-up': '… warming up',
}

export const stanceTone = ({ stance }: Pick<StrategyRow, 'stance'>): string =>
  stance === 'long' ? 'up' : stance === 'flat' ? 'down' : 'dim'

export function OpinionAge({ at }: { readonly at: number }): ReactNode {
  const now = useNow(1_000)
  return at === 0 ? '–' : formatAge(now - at)
}
