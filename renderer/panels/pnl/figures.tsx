import type { ReactNode } from 'react'
import type { PerformanceRow } from '../../../core/contract/index.ts'
import { formatCount, formatDateTime, formatDecimal, formatShare, MISSING } from '../../format/index.ts'
import { useRow, useZone } from '../../stores/index.ts'
import { Pnl } from '../../ui/index.ts'

interface FigureProps {
  readonly name: string
  readonly about: string
  readonly children: ReactNode
}

function Figure({ name, about, children }: FigureProps): ReactNode {
  return (
    <div className="figure">
      <dt title={about}>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

const Amount = ({ value }: { readonly value: string | undefined }): ReactNode => (
  <span className="num" title={value}>
    {formatDecimal(value, 2)}
  </span>
)

/** What the account is worth now, from its own topic: the same figures as everywhere. */
function Now(): ReactNode {
  const portfolio = useRow('trading.portfolio', 'all')
  return (
    <dl className="figures" data-testid="pnl-now" aria-label="The account now">
      <div className="figure lead">
        <dt title="Cash and what is held, at market">Equity</dt>
        <dd>
          <Amount value={portfolio?.equity} /> <span className="dim">{portfolio?.currency}</span>
        </dd>
      </div>
      <Figure name="Cash" about={`Of it reserved for working buys: ${portfolio?.reserved ?? MISSING}`}>
        <Amount value={portfolio?.cash} />
      </Figure>
      <Figure name="Day" about="Equity since 00:00 UTC">
        <Pnl value={portfolio?.dayPnl} />
      </Figure>
      <Figure name="Unrealised" about="Of what is held, at the mid">
        <Pnl value={portfolio?.unrealisedPnl} />
      </Figure>
      <Figure name="Realised" about="Of what was sold, before fees, since the account was opened">
        <Pnl value={portfolio?.realisedPnl} />
      </Figure>
      <Figure name="Fees" about="Paid since the account was opened">
        <Amount value={portfolio?.fees} />
      </Figure>
      {portfolio?.funding === undefined ? null : (
        <Figure name="Funding" about="Received or, below zero, paid since the account was opened">
          <Pnl value={portfolio.funding} />
        </Figure>
      )}
    </dl>
  )
}

/** A ratio to two places, or why there is none. */
function Ratio({
  row,
  name,
}: {
  readonly row: PerformanceRow
  readonly name: 'sharpe' | 'sortino' | 'calmar' | 'profitFactor'
}): ReactNode {
  const value = row.account[name]
  if (value === null)
    return (
      <span className="dim" title={row.missing[name]}>
        {MISSING}
      </span>
    )
  return (
    <span className="num" title={String(value)}>
      {value.toFixed(2)}
    </span>
  )
}

const Share = ({ value, why }: { readonly value: number | null; readonly why?: string | undefined }): ReactNode =>
  value === null ? (
    <span className="dim" title={why}>
      {MISSING}
    </span>
  ) : (
    <span className="num" title={String(value)}>
      {formatShare(value, value < 0.1 ? 2 : 1)}
    </span>
  )

/** How the stretch went. */
function Stretch({ row, title }: { readonly row: PerformanceRow; readonly title: string }): ReactNode {
  const zone = useZone()
  const { account, missing } = row
  return (
    <>
      <h4 title={`${formatDateTime(row.from, zone)} to ${formatDateTime(row.to, zone)}`}>{title}</h4>
      <dl className="figures" data-testid="pnl-stretch" aria-label={`Figures of ${title}`}>
        <Figure name="Change" about="Of the equity on record, with what is not realised">
          <Pnl value={row.equityChange} />
        </Figure>
        <Figure name="Net P&L" about="Realised, less fees, with funding">
          <Pnl value={account.netPnl} />
        </Figure>
        <Figure name="Drawdown" about="The deepest fall from a peak">
          <Share value={account.maxDrawdown} />
        </Figure>
        <Figure name="Sharpe" about="Mean daily return over its deviation, a year">
          <Ratio row={row} name="sharpe" />
        </Figure>
        <Figure name="Sortino" about="Mean daily return over the shortfall, a year">
          <Ratio row={row} name="sortino" />
        </Figure>
        <Figure name="Calmar" about="Annual growth over the deepest drawdown">
          <Ratio row={row} name="calmar" />
        </Figure>
        <Figure name="Trades" about="Closed round trips">
          <span className="num">{formatCount(account.trades)}</span>
        </Figure>
        <Figure name="Win rate" about="Share of the closed trades with a profit">
          <Share value={account.winRate} why={missing['winRate']} />
        </Figure>
        <Figure name="Profit factor" about="Profits over losses of the closed trades">
          <Ratio row={row} name="profitFactor" />
        </Figure>
        <Figure name="In market" about="Share of the time with a position open">
          <Share value={account.exposure} />
        </Figure>
      </dl>
    </>
  )
}

export function Figures({ row, title }: { readonly row: PerformanceRow | undefined; readonly title: string }): ReactNode {
  return (
    <div className="pnl-figures" tabIndex={0} role="region" aria-label="Figures of the account">
      <Now />
      {row === undefined ? null : <Stretch row={row} title={title} />}
    </div>
  )
}
