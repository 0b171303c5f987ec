import type { ReactNode } from 'react'
import type { OrderPreview } from '../../../core/contract/index.ts'
import { formatDecimal } from '../../format/index.ts'
import { ruleTitle } from '../risk/risk-panel.tsx'
import type { PreviewState, TicketField } from './order-preview.ts'

const figuresOf = (state: PreviewState): OrderPreview | undefined =>
  state.phase === 'ready' ? state.preview : state.phase === 'asking' ? state.last : undefined

/** The rules that would refuse the order as it stands. */
export const failingRules = (state: PreviewState): OrderPreview['checks'] =>
  (figuresOf(state)?.checks ?? []).filter(({ passed }) => !passed)

/** Cost, fee and risk as the trader counts them; the rows are there before there is anything to show. */
export function PreviewFigures({ state, quote }: { readonly state: PreviewState; readonly quote: string }): ReactNode {
  const figures = figuresOf(state)
  const cells = [
    ['Cost', figures?.notional, `Price times size in ${quote}, fees excluded`],
    ['Fee', figures?.fee, `In ${quote}, at the taker rate; a resting order may pay less`],
    ['Risk 1 R', figures?.riskAmount, `Lost in ${quote} if the stop is hit at its price, fees excluded; none without a stop`],
  ] as const
  return (
    <dl className="ticket-figures" data-faded={state.phase === 'asking'} data-testid="ticket-preview" data-phase={state.phase}>
      {cells.map(([label, value, hint]) => (
        <div key={label} title={value === undefined ? hint : `${value} ${quote}. ${hint}`}>
          <dt className="dim">{label}</dt>
          <dd className="num" data-testid={`preview-${label.split(' ')[0]?.toLowerCase() ?? ''}`}>
            {formatDecimal(value, 2)}
          </dd>
        </div>
      ))}
    </dl>
  )
}

const FIELD_WORDS: Readonly<Record<TicketField, string>> = { quantity: 'Size', price: 'Price', stop: 'Stop', target: 'Target' }

export const COMPLAINT_ID = 'ticket-complaint'

/** One line that says what stands in the way: a field's complaint, or the failing rule with its figures. */
export function PreviewVerdict({ state }: { readonly state: PreviewState }): ReactNode {
  const failing = failingRules(state)
  const [worst] = failing
  const line = (tone: string, text: string, title = text): ReactNode => (
    <p className={`ticket-verdict ${tone}`} id={COMPLAINT_ID} role="status" data-testid="ticket-verdict" title={title}>
      {text}
    </p>
  )
  if (state.phase === 'invalid') return line('danger', `${FIELD_WORDS[state.field]}: ${state.remedy}`)
  if (state.phase === 'failed') return line('warn', 'No preview; the trader still checks every rule', state.reason)
  if (worst !== undefined) {
    const all = failing.map(({ code, measured, limit }) => `${ruleTitle(code)}: ${measured}, limit ${limit}`)
    const more = failing.length > 1 ? `  +${String(failing.length - 1)} more` : ''
    return line('warn', `${ruleTitle(worst.code)}: ${worst.measured} / ${worst.limit}${more}`, all.join('\n'))
  }
  const passed = figuresOf(state)?.checks.length ?? 0
  return line('dim', passed === 0 ? '' : `all ${String(passed)} rules pass`)
}
