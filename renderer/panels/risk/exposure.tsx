import type { ReactNode } from 'react'
import type { ExposureRow, RiskRow } from '../../../core/contract/index.ts'
import { formatDecimal, formatShare } from '../../format/index.ts'
import { SymbolName } from '../symbol.tsx'
import { UsedBar } from './checks.tsx'

interface ExposureLineProps {
  readonly row: ExposureRow
  readonly label: ReactNode
}

function ExposureLine({ row, label }: ExposureLineProps): ReactNode {
  const { exposure, allowed, share, used, passed } = row
  return (
    <div className="exposure-row" role="row" data-passed={passed}>
      <span role="rowheader" className="clip">
        {label}
      </span>
      <span role="cell" className="num right" title={`${exposure} of ${allowed} allowed`}>
        {formatDecimal(exposure, 2)}
      </span>
      <span role="cell" className="num right dim" title="Share of equity">
        {formatShare(share, 1)}
      </span>
      <span role="cell">
        <UsedBar used={used} passed={passed} />
      </span>
    </div>
  )
}

interface GroupProps {
  readonly title: string
  readonly rows: readonly ExposureRow[]
  readonly isMarket?: boolean
}

function Group({ title, rows, isMarket = false }: GroupProps): ReactNode {
  if (rows.length === 0) return null
  return (
    <div role="rowgroup" aria-label={title}>
      <div className="risk-sub">{title}</div>
      {rows.map((row) => (
        <ExposureLine key={row.key} row={row} label={isMarket ? <SymbolName id={row.key} /> : row.key} />
      ))}
    </div>
  )
}

/** Where the money stands, against what may stand there; working buys at worst case. */
export function Exposure({ risk }: { readonly risk: RiskRow }): ReactNode {
  return (
    <section className="risk-section" aria-label="Exposure">
      <h4>
        Exposure <span className="dim">{risk.currency}, share of equity, share of limit</span>
      </h4>
      <div role="table" aria-label="Exposure against limits" data-testid="risk-exposure">
        <ExposureLine row={risk.total} label={<b>Total</b>} />
        <Group title="By asset" rows={risk.assets} />
        <Group title="By venue" rows={risk.venues} />
        <Group title="By market" rows={risk.markets} isMarket />
        <Group title="With what moves alike" rows={risk.correlated} isMarket />
      </div>
      {risk.markets.length === 0 ? <p className="dim risk-note">Nothing is held and nothing is being bought.</p> : null}
    </section>
  )
}
