import type { ReactNode } from 'react'
import type { ShadowSummaryRow } from '../../../core/contract/index.ts'
import { SHADOW_OUTCOMES, type ShadowMeasure } from '../../../core/domain/index.ts'
import { formatCount, formatDateTime, MISSING } from '../../format/index.ts'
import { useZone } from '../../stores/index.ts'
import { divergenceText, MEASURES, OUTCOME_WORDS, verdictOf } from './shadow-words.ts'

type Statistic = ShadowSummaryRow['all']['measures'][ShadowMeasure]

function Measure({ id, found }: { readonly id: ShadowMeasure; readonly found: Statistic }): ReactNode {
  const text = (value: number | undefined): string => divergenceText(id, value)
  const interval = found?.interval
  return (
    <>
      <td className={`num ${verdictOf(id, found?.mean)}`} title={found === undefined ? undefined : String(found.mean)}>
        {text(found?.mean)}
      </td>
      <td className="num dim">{interval === undefined ? MISSING : `${text(interval.low)} to ${text(interval.high)}`}</td>
      <td className="num dim">{text(found?.p5)}</td>
      <td className="num">{text(found?.median)}</td>
      <td className="num dim">{text(found?.p95)}</td>
      <td className="num dim">{formatCount(found?.count ?? 0)}</td>
    </>
  )
}

/** Live less paper over all orders that are shown: the mean with its interval, and how it spreads. */
export function ShadowSummary({ summary }: { readonly summary: ShadowSummaryRow }): ReactNode {
  const zone = useZone()
  const { all, alarms, calibration, limits } = summary
  return (
    <div className="shadow-summary">
      <table className="figures-table" data-testid="shadow-summary">
        <thead>
          <tr>
            <th scope="col">Live less paper</th>
            <th scope="col">Mean</th>
            <th scope="col" title="95 % interval of the mean; missing for fewer than six orders">
              95 %
            </th>
            <th scope="col" title="One in twenty is at or below it">
              p5
            </th>
            <th scope="col">Median</th>
            <th scope="col" title="One in twenty is at or above it">
              p95
            </th>
            <th scope="col">Orders</th>
          </tr>
        </thead>
        <tbody>
          {MEASURES.map(({ id, title, about }) => (
            <tr key={id}>
              <th scope="row" title={about}>
                {title}
              </th>
              <Measure id={id} found={all.measures[id]} />
            </tr>
          ))}
        </tbody>
      </table>
      <div className="shadow-side">
        <dl className="outcomes" aria-label="Outcomes">
          {SHADOW_OUTCOMES.map((outcome) => (
            <div key={outcome} className="figure" data-zero={all.outcomes[outcome] === 0}>
              <dt>{OUTCOME_WORDS[outcome]}</dt>
              <dd className="num">{String(all.outcomes[outcome])}</dd>
            </div>
          ))}
        </dl>
        <p className="dim" title="The record is of this session of the live trader only">
          since {formatDateTime(summary.since, zone)}
          {summary.dropped > 0 ? `; ${formatCount(summary.dropped)} older orders dropped` : ''}
        </p>
        {calibration.latencyMs === undefined && calibration.slippageBps === undefined ? null : (
          <p className="dim" title="Settings with which paper would have done as live did">
            paper would match with
            {calibration.latencyMs === undefined ? '' : ` latency ${String(calibration.latencyMs)} ms`}
            {calibration.slippageBps === undefined ? '' : `, slippage ${calibration.slippageBps.toFixed(2)} bps`}
          </p>
        )}
        {alarms.length === 0 ? (
          <p className="dim">
            within {String(limits.maxBps)} bps and {String(limits.maxMs)} ms
          </p>
        ) : (
          alarms.map((alarm) => (
            <p key={`${alarm.by} ${alarm.key} ${alarm.measure}`} className="shadow-alarm" role="status">
              {alarm.message}
            </p>
          ))
        )}
      </div>
    </div>
  )
}
