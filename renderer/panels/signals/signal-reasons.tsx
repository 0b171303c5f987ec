import type { ReactNode } from 'react'
import { FRESHNESS, type SignalRow } from '../../../core/contract/index.ts'
import { changeLossy, formatAge, formatBasisPoints, formatFeature, formatShare } from '../../format/index.ts'
import { useNow, useRow } from '../../stores/index.ts'
import { PriceText } from '../symbol.tsx'

/** Each feature's pull: to the right for, to the left against. */
export function Reasons({ reasons }: { readonly reasons: SignalRow['reasoning'] }): ReactNode {
  const now = useNow(1_000)
  const strongest = Math.max(1e-9, ...reasons.map(({ contribution }) => Math.abs(contribution)))
  const sorted = [...reasons].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
  return (
    <div className="reasons" role="table" aria-label="Contributing features">
      {sorted.map((use) => {
        const age = now - use.asOf
        const half = `${String((Math.abs(use.contribution) / strongest) * 50)}%`
        return (
          <div key={`${use.feature}-${use.source}`} className="reason-row" role="row">
            <span className="clip" role="cell" title={`${use.feature} from ${use.source}`}>
              {use.feature}
            </span>
            <span className={use.value === null ? 'num warn' : 'num'} role="cell">
              {formatFeature(use.value)}
            </span>
            <span className="clip dim" role="cell" title={use.source}>
              {use.source}
            </span>
            <span
              className={age > FRESHNESS.indicator ? 'num warn' : 'num dim'}
              role="cell"
              title="Age of the newest datum it depends on"
            >
              {formatAge(age)}
            </span>
            <span className="pull" role="cell" title={`Contribution ${use.contribution.toFixed(3)}`}>
              <i
                className={use.contribution < 0 ? 'against' : 'for'}
                style={use.contribution < 0 ? { right: '50%', width: half } : { left: '50%', width: half }}
              />
            </span>
            <span className="num" role="cell">
              {use.contribution > 0 ? '+' : ''}
              {use.contribution.toFixed(2)}
            </span>
          </div>
        )
      })}
    </div>
  )
}

const STANCE_TONE = { long: 'up', flat: 'down', neutral: 'dim' } as const
const STANCE_MARK = { long: '▲', flat: '▼', neutral: '·' } as const

export function Votes({ votes }: { readonly votes: SignalRow['votes'] }): ReactNode {
  return (
    <div className="votes" role="table" aria-label="Strategy votes">
      {votes.map((vote) => (
        <div key={vote.strategy} className="vote-row" role="row">
          <span className="clip" role="cell" title={vote.strategy}>
            {vote.strategy}
          </span>
          <span className={STANCE_TONE[vote.stance]} role="cell">
            {STANCE_MARK[vote.stance]} {vote.stance}
          </span>
          <span className="num" role="cell" title="Confidence">
            {formatShare(vote.confidence)}
          </span>
          <span className="num dim" role="cell" title="Weight">
            x {vote.weight.toFixed(2)}
          </span>
        </div>
      ))}
    </div>
  )
}

/** What the market has done since the signal was made, seen from the side that would be paid. */
export function SinceSignal({ signal }: { readonly signal: SignalRow }): ReactNode {
  const quote = useRow('market.quotes', signal.instrument)
  const now = useNow(1_000)
  const price = signal.action === 'buy' ? quote?.ask : quote?.bid
  const moved = changeLossy(signal.entry, price)
  const worse = moved !== undefined && (signal.action === 'buy' ? moved > 0 : moved < 0)
  return (
    <div className="signal-since">
      <span className="dim">
        Since the signal, {formatAge(now - signal.createdAt)}: {signal.action === 'buy' ? 'ask' : 'bid'} now
      </span>
      <span className="num">
        <PriceText instrument={signal.instrument} value={price} />{' '}
        <span
          className={worse ? 'warn' : 'dim'}
          title={worse ? 'Worse than the entry of the signal' : 'Not worse than the entry of the signal'}
        >
          {formatBasisPoints(moved)}
        </span>
      </span>
    </div>
  )
}
