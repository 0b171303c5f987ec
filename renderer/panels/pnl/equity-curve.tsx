import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from 'react'
import type { EquityPoint, PerformanceRow } from '../../../core/contract/index.ts'
import { AccountChart } from '../../charting/index.ts'
import { formatDateTime, formatDecimal, formatShare } from '../../format/index.ts'
import { useTopicStore, useZone } from '../../stores/index.ts'
import { Pnl } from '../../ui/index.ts'

function Readout({ point, currency }: { readonly point: EquityPoint | undefined; readonly currency: string }): ReactNode {
  const zone = useZone()
  if (point === undefined) return null
  return (
    <div className="equity-readout" aria-hidden>
      <span className="num dim">{formatDateTime(point.at, zone)}</span>
      <span>
        <span className="legend">equity</span>{' '}
        <b className="num" title={point.equity}>
          {formatDecimal(point.equity, 2)}
        </b>{' '}
        <span className="dim">{currency}</span>
      </span>
      <span>
        <span className="legend drawdown">drawdown</span> <b className="num">{formatShare(point.drawdown, 2)}</b>
      </span>
    </div>
  )
}

interface EquityCurveProps {
  readonly row: PerformanceRow
  /** Names the stretch: another one is shown whole. */
  readonly name: string
}

/** The record of the stretch, and what has come since. */
export function EquityCurve({ row, name }: EquityCurveProps): ReactNode {
  const host = useRef<HTMLDivElement>(null)
  const chart = useRef<AccountChart>(undefined)
  const store = useTopicStore('trading.equity')
  const zone = useZone()
  const [point, setPoint] = useState<EquityPoint>()
  const show = useEffectEvent((on: AccountChart) => {
    on.replace(name, row.curve)
  })
  useEffect(() => {
    if (host.current === null) return undefined
    const made = new AccountChart(host.current, zone, { onHover: setPoint })
    chart.current = made
    show(made)
    const stop = store.subscribe((state) => {
      if (!state.reset) made.append(state.changed)
    })
    const restyle = (): void => {
      made.restyle()
    }
    document.addEventListener('sentinel-appearance', restyle)
    return () => {
      document.removeEventListener('sentinel-appearance', restyle)
      stop()
      chart.current = undefined
      made.dispose()
    }
  }, [store, zone])
  useEffect(() => {
    chart.current?.replace(name, row.curve)
  }, [name, row])
  const { startEquity, equity, equityChange, currency, account } = row
  return (
    <div className="pnl-curve">
      <Readout point={point} currency={currency} />
      <div className="pnl-surface">
        <div className="surface" ref={host} data-testid="pnl-equity" role="figure" aria-label="Equity and drawdown over time" />
      </div>
      <p className="sr-only">
        Equity went from {formatDecimal(startEquity, 2)} to {formatDecimal(equity, 2)} {currency}, a change of{' '}
        <Pnl value={equityChange} />; the deepest drawdown was {formatShare(account.maxDrawdown, 2)}.
      </p>
    </div>
  )
}
