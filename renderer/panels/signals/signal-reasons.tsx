import type { ReactNode } from 'react'
import { FRESHNESS, type SignalRow } from '../../../core/contract/index.ts'
import { changeLossy, formatAge, formatBasisPoints, formatFeature, formatShare, MISSING } from '../../format/index.ts'
import { useNow, useRow } from '../../stores/index.ts'
import { PriceText } from '../symbol.tsx'

interface ReasonProps {
  readonly use: SignalRow['reasoning'][number]
  readonly age: number
  readonly strongest: number
}

function Reason({ use, age, strongest }: ReasonProps): ReactNode {
  const { feature, value, source, contribution } = use
  const width = `${String((Math.abs(contribution) / strongest) * 50)}%`
  const against = contribution < 0
  return (
    <div className="reason-row" role="row">
      <span className="feature clip" role="cell" title={feature}>
        {feature}
      </span>
      <span className={value === null ? 'value num warn' : 'value num'} role="cell">
        {formatFeature(value)}
      </span>
      <span className="source clip dim" role="cell" title={source}>
        {source}
      </span>
      <span
        className={age > FRESHNESS.indicator ? 'age num warn' : 'age num dim'}
        role="cell"
        title="Age of the newest datum it depends on"
      >
        {formatAge(age)}
      </span>
      <span className="pull" role="cell" aria-hidden>
        <i className={against ? 'against' : 'for'} style={against ? { right: '50%', width } : { left: '50%', width }} />
      </span>
      <span className="part num" role="cell" title="Signed share of the confidence">
        {contribution > 0 ? '+' : ''}
        {contribution.toFixed(2)}
      </span>
    </div>
  )
}

/** Each feature's pull: to the right for, to the left against. */
export function Reasons({ reasons }: { readonly reasons: SignalRow['reasoning'] }): ReactNode {
  const now = useNow(1_000)
  const strongest = Math.max(1e-9, ...reasons.map(({ contribution }) => Math.abs(contribution)))
  const sorted = [...reasons].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
  return (
    <div className="reasons" role="table" aria-label="Contributing features">
      {sorted.map((use) => (
        <Reason key={`${use.feature}-${use.source}`} use={use} age={now - use.asOf} strongest={strongest} />
      ))}
    </div>
  )
}

const STANCE_TONE = { long: 'up', flat: 'down', neutral: 'dim' } as const
const STANCE_MARK = { long: '▲', flat: '▼', neutral: '·' } as const

type Regime = NonNullable<SignalRow['votes'][number]['regime']>
const regimeMark = ({ trend, volatility }: Regime): string => `${trend === 'none' ? 'range' : trend} · ${volatility}`
const regimeHint = ({ trend, volatility }: Regime): string =>
  `${trend === 'none' ? 'No trend' : `Trend ${trend}`} and ${volatility} volatility on the voter's timeframe`

/** Every vote, for and against, with how sure it was, what it weighed and in which market. */
export function Votes({ votes, action }: Pick<SignalRow, 'votes' | 'action'>): ReactNode {
  const wanted = action === 'buy' ? 'long' : 'flat'
  const sides = [...votes].sort((a, b) => Number(b.stance === wanted) - Number(a.stance === wanted))
  return (
    <div className="votes" role="table" aria-label="Strategy votes">
      {sides.map((vote) => (
        <div key={vote.strategy} className="vote-row" role="row">
          <span className="clip" role="cell" title={vote.strategy}>
            {vote.strategy}
          </span>
          <span className={STANCE_TONE[vote.stance]} role="cell" title={vote.stance === wanted ? 'For' : 'Against'}>
            {STANCE_MARK[vote.stance]} {vote.stance}
          </span>
          <span className="num" role="cell" title="Confidence">
            {formatShare(vote.confidence)}
          </span>
          <span className="num dim" role="cell" title="Weight">
            x {vote.weight.toFixed(2)}
          </span>
          <span
            className="clip dim"
            role="cell"
            title={vote.regime === undefined ? 'Too few bars to tell the regime' : regimeHint(vote.regime)}
          >
            {vote.regime === undefined ? MISSING : regimeMark(vote.regime)}
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
