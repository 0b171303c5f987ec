import { type ReactNode, useEffect, useRef } from 'react'
import { EquityChart } from '../../charting/index.ts'
import { formatDecimal } from '../../format/index.ts'
import { listOf, useRow, useTopicStore, useZone } from '../../stores/index.ts'
import { PanelContent, PanelMessage, Pnl } from '../../ui/index.ts'

function EquityCurve(): ReactNode {
  const host = useRef<HTMLDivElement>(null)
  const store = useTopicStore('trading.equity')
  const zone = useZone()
  useEffect(() => {
    if (host.current === null) return undefined
    const chart = new EquityChart(host.current, zone)
    chart.replace(listOf(store.getState()))
    const stop = store.subscribe((state) => {
      if (state.reset) chart.replace(listOf(state))
      else chart.append(state.changed)
    })
    const restyle = (): void => {
      chart.restyle()
    }
    document.addEventListener('sentinel-appearance', restyle)
    return () => {
      document.removeEventListener('sentinel-appearance', restyle)
      stop()
      chart.dispose()
    }
  }, [store, zone])
  return <div className="surface" ref={host} data-testid="pnl-equity" role="figure" aria-label="Equity curve" />
}

const FIGURES = [
  ['Unrealised', 'unrealisedPnl'],
  ['Realised', 'realisedPnl'],
  ['Day', 'dayPnl'],
] as const
const AMOUNTS = [
  ['Equity', 'equity'],
  ['Cash', 'cash'],
  ['Reserved', 'reserved'],
  ['In positions', 'marketValue'],
  ['Fees paid', 'fees'],
  ['Peak equity', 'peakEquity'],
  ['Started with', 'startingEquity'],
] as const

export function PnlPanel(): ReactNode {
  const portfolio = useRow('trading.portfolio', 'all')
  const empty =
    portfolio === undefined ? <PanelMessage title="No account yet">The trader has not opened one.</PanelMessage> : undefined
  return (
    <div className="panel" data-testid="pnl">
      <PanelContent topic="trading.portfolio" what="P&L" empty={empty}>
        <div className="pnl-split">
          <dl className="pairs pnl-figures">
            {FIGURES.map(([label, field]) => (
              <div key={field} style={{ display: 'contents' }}>
                <dt>{label}</dt>
                <dd>
                  <Pnl value={portfolio?.[field]} />
                </dd>
              </div>
            ))}
            {AMOUNTS.map(([label, field]) => (
              <div key={field} style={{ display: 'contents' }}>
                <dt>{label}</dt>
                <dd className="num" title={portfolio?.[field]}>
                  {formatDecimal(portfolio?.[field], 2)}
                </dd>
              </div>
            ))}
          </dl>
          <div className="pnl-curve">
            <EquityCurve />
          </div>
        </div>
      </PanelContent>
    </div>
  )
}
