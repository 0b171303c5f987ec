import type { ReactNode } from 'react'
import type { SignalRow } from '../../../core/contract/index.ts'
import { describeGap, gapLine } from '../../format/index.ts'
import { useZone } from '../../stores/index.ts'
import { SymbolName } from '../symbol.tsx'

/** Lines before the rest is counted. */
const SHOWN = 2

/** Which holes in the data a signal rests on, as they were known when it was made. */
export function SignalGaps({ signal }: { readonly signal: SignalRow }): ReactNode {
  const zone = useZone()
  const { gaps = [], gapOpen, instrument } = signal
  if (gaps.length === 0) {
    if (!gapOpen) return null
    return <p className="signal-gap">A known hole in the data lies inside the look-back of this signal.</p>
  }
  const rest = gaps.slice(SHOWN)
  return (
    <div className="signal-gap" role="note" data-testid="signal-gaps">
      <b>
        Rests on missing data of <SymbolName id={instrument} />:
      </b>
      {gaps.slice(0, SHOWN).map((gap) => (
        <span key={gap.id} title={describeGap(gap, zone)}>
          {gapLine(gap, zone)}
        </span>
      ))}
      {rest.length === 0 ? null : (
        <span title={rest.map((gap) => describeGap(gap, zone)).join('\n')}>and {String(rest.length)} more in the gap list</span>
      )}
    </div>
  )
}
