import type { ReactNode } from 'react'
import type { ChartBand } from '../../charting/index.ts'
import type { BandCounts } from './chart-bands.ts'

const LEGEND = [
  ['open', 'open', 'Trades or bars that are missing; a signal that looks back over them says so'],
  ['repaired', 'repaired', 'Trades or bars that were missing and were fetched from the venue'],
  ['stale', 'stale', 'No trade for longer than this stream may be silent'],
] as const

/** Over the chart: what its bands mean, or, where the pointer is on some, the newest three of them. */
export function BandNote({ counts, bands }: { readonly counts: BandCounts; readonly bands: readonly ChartBand[] }): ReactNode {
  if (bands.length > 0)
    return (
      <div className="chart-bands open" role="status" data-testid="chart-bands">
        {bands.slice(-3).map((band) => (
          <span key={band.id} className={`legend band ${band.kind}`}>
            {band.text}
          </span>
        ))}
        {bands.length > 3 ? <span className="dim">and {bands.length - 3} more</span> : null}
      </div>
    )
  const shown = LEGEND.filter(([kind]) => counts[kind] > 0)
  if (shown.length === 0) return null
  return (
    <div className="chart-bands">
      {shown.map(([kind, name, hint]) => (
        <span key={kind} className={`legend band ${kind}`} title={hint} data-testid={`chart-${kind}`}>
          {kind === 'stale' ? name : `${String(counts[kind])} ${name} ${counts[kind] === 1 ? 'gap' : 'gaps'}`}
        </span>
      ))}
    </div>
  )
}
