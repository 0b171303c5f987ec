import type { ReactNode } from 'react'
import type { ApprovalPreviewRow, SignalRow } from '../../../core/contract/index.ts'
import { formatAge, MISSING } from '../../format/index.ts'
import { PriceText } from '../symbol.tsx'
import type { ApprovalView } from './use-approval.ts'

type Diff = NonNullable<ApprovalPreviewRow['diff']>

const bps = (value: number | null): string => (value === null ? MISSING : `${value > 0 ? '+' : ''}${value.toFixed(1)} bp`)

interface Figure {
  readonly label: string
  readonly hint: string
  readonly value: ReactNode
  /** The check that judges it. */
  readonly code?: string
}

const figures = (diff: Diff, signal: SignalRow): readonly Figure[] => [
  { label: 'Ask now', hint: 'What you approve at', value: <PriceText instrument={signal.instrument} value={diff.ask} /> },
  {
    label: 'Drift',
    hint: 'From the entry of the signal to the ask; above zero it became dearer',
    value: bps(diff.driftBps),
    code: 'price-drift',
  },
  {
    label: 'Slippage',
    hint: `Mean price of the whole size over the best one, by the ${diff.slippageFrom}`,
    value: bps(diff.slippageBps),
    code: 'slippage',
  },
  { label: 'Spread', hint: 'Between bid and ask', value: bps(diff.spreadBps) },
  { label: 'Data age', hint: 'Of the older of price and book', value: formatAge(diff.dataAge), code: 'data-age' },
  { label: 'To stop', hint: 'From the bid down to the stop', value: bps(diff.stopDistanceBps), code: 'stop-above-market' },
]

function verdict({ value: preview, problem }: ApprovalView): { readonly tone: string; readonly text: string } {
  if (problem !== '') return { tone: 'warn', text: problem }
  if (preview === undefined || preview === null) return { tone: 'dim', text: 'Asking what it would be approved on' }
  if (!preview.allowed) return { tone: 'warn', text: `Would be refused now: ${preview.message ?? 'a rule fails'}` }
  return { tone: 'dim', text: `Every tolerance and all ${String(preview.checks.length)} rules pass now` }
}

/** The market of now against the signal, measure by measure, before the approval; keeps its size whatever is known. */
export function ApprovalFigures({ view, signal }: { readonly view: ApprovalView; readonly signal: SignalRow }): ReactNode {
  const diff = view.value?.diff
  const failed = new Set(diff?.checks.filter(({ passed }) => !passed).map(({ code }) => code))
  const { tone, text } = verdict(view)
  const shown: readonly Figure[] =
    diff === undefined
      ? ['Ask now', 'Drift', 'Slippage', 'Spread', 'Data age', 'To stop'].map((label) => ({ label, hint: '', value: MISSING }))
      : figures(diff, signal)
  return (
    <div className="approval" data-testid="approval" data-allowed={view.value?.allowed ?? false}>
      <dl className="approval-figures">
        {shown.map(({ label, hint, value, code }) => (
          <div key={label} title={hint} data-failed={code !== undefined && failed.has(code)}>
            <dt>{label}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
      </dl>
      <p className={`approval-verdict clip ${tone}`} title={text} data-testid="approval-verdict">
        {text}
      </p>
    </div>
  )
}
