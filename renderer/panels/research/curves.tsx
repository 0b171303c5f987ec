import { type ReactNode, useEffect, useRef } from 'react'
import { type PerformanceCurve, PerformanceChart } from '../../charting/index.ts'
import { useZone } from '../../stores/index.ts'

/** Equity of one run with its falls, or growth of several; `curves` must stay the same array while it is the same. */
export function Curves({ curves, label }: { readonly curves: readonly PerformanceCurve[]; readonly label: string }): ReactNode {
  const host = useRef<HTMLDivElement>(null)
  const zone = useZone()
  useEffect(() => {
    if (host.current === null) return undefined
    const chart = new PerformanceChart(host.current, zone, curves)
    const restyle = (): void => {
      chart.restyle()
    }
    document.addEventListener('sentinel-appearance', restyle)
    return () => {
      document.removeEventListener('sentinel-appearance', restyle)
      chart.dispose()
    }
  }, [curves, zone])
  return (
    <div className="research-curve">
      <div className="surface" ref={host} role="figure" aria-label={label} />
    </div>
  )
}
