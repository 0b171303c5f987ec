import type { ReactNode } from 'react'
import type { OrderPreview } from '../../../core/contract/index.ts'
import { formatDecimal, formatPercentText, MISSING } from '../../format/index.ts'
import { useInstrument } from '../../stores/index.ts'
import { ruleTitle } from '../risk/risk-panel.tsx'
import { figuresOf, type PreviewState, type TicketField } from './order-preview.ts'

/** The rules that would refuse the order as it stands. */
export const failingRules = (state: PreviewState): OrderPreview['checks'] =>
  (figuresOf(state)?.checks ?? []).filter(({ passed }) => !passed)

function slippageText(figures: OrderPreview | undefined): string {
  const { slippageBps } = figures ?? {}
  if (slippageBps === undefined) return MISSING
  return slippageBps === null ? 'unknown' : `${slippageBps.toFixed(1)} bp`
}

interface Cell {
  readonly id: string
  readonly label: string
  readonly text: string
  readonly exact: string | undefined
  readonly hint: string
  readonly warn?: boolean
}

function cellsOf(figures: OrderPreview | undefined, quote: string, decimals: number): readonly Cell[] {
  const { notional, fee, equityShare, averagePrice, price, riskAmount, riskR, slippageFrom } = figures ?? {}
  const money = (value: string | undefined): string | undefined => (value === undefined ? undefined : `${value} ${quote}`)
  return [
    {
      id: 'cost',
      label: 'Cost',
      text: formatDecimal(notional, 2),
      exact: money(notional),
      hint: `Price times size in ${quote}, fees excluded`,
    },
    {
      id: 'fee',
      label: 'Fee',
      text: formatDecimal(fee, 2),
      exact: money(fee),
      hint: `In ${quote}, at the taker rate; a resting order may pay less`,
    },
    {
      id: 'share',
      label: 'Of equity',
      text: formatPercentText(equityShare, 1),
      exact: equityShare,
      hint: 'Cost as a share of equity, rounded up',
    },
    averagePrice === undefined
      ? {
          id: 'average',
          label: 'Price',
          text: formatDecimal(price, decimals),
          exact: price,
          hint: 'What the order is counted at',
        }
      : {
          id: 'average',
          label: 'Average',
          text: formatDecimal(averagePrice, decimals),
          exact: averagePrice,
          hint: 'Mean price of the whole size over the live book',
        },
    {
      id: 'slippage',
      label: 'Slippage',
      text: slippageText(figures),
      exact: undefined,
      hint:
        figures?.slippageBps === null
          ? `More than the ${slippageFrom ?? 'book'} shows: nobody knows what the rest costs`
          : 'Mean price of the size over the best one, by the live book; none for an order that rests or waits',
      warn: figures?.slippageBps === null,
    },
    {
      id: 'risk',
      label: 'Risk',
      text:
        riskAmount === undefined
          ? MISSING
          : `${formatDecimal(riskAmount, 2)}${riskR === undefined ? '' : ` ${formatDecimal(riskR, 2)}R`}`,
      exact: riskAmount === undefined ? undefined : `${riskAmount} ${quote}${riskR === undefined ? '' : `, ${riskR} R`}`,
      hint: `Lost in ${quote} if the stop is hit at its price, fees excluded; in R, what one trade is meant to risk. None without a stop`,
    },
  ]
}

/** Cost, price and risk as the trader counts them; the rows are there before there is anything to show. */
export function PreviewFigures({ state, instrument }: { readonly state: PreviewState; readonly instrument: string }): ReactNode {
  const view = useInstrument(instrument)
  return (
    <dl className="ticket-figures" data-faded={state.phase === 'asking'} data-testid="ticket-preview" data-phase={state.phase}>
      {cellsOf(figuresOf(state), view?.quote ?? '', view?.priceDecimals ?? 2).map(({ id, label, text, exact, hint, warn }) => (
        <div key={id} title={exact === undefined ? hint : `${exact}. ${hint}`}>
          <dt className="dim">{label}</dt>
          <dd className={warn === true ? 'num warn' : 'num'} data-testid={`preview-${id}`}>
            {text}
          </dd>
        </div>
      ))}
    </dl>
  )
}

const FIELD_WORDS: Readonly<Record<TicketField, string>> = {
  quantity: 'Size',
  price: 'Price',
  trigger: 'Trigger',
  stop: 'Stop',
  target: 'Target',
  trail: 'Trail',
  display: 'Shown size',
  slices: 'Slices',
  minutes: 'Minutes',
  options: 'Order',
}

const EMULATED: Readonly<Record<NonNullable<OrderPreview['emulated']>, string>> = {
  stop: 'This program watches the stop, not the venue: it acts only while it runs',
  'take-profit': 'This program watches the price, not the venue: it acts only while it runs',
  iceberg: 'This program shows the parts one by one, not the venue',
}

const spaced = (ms: number): string =>
  ms >= 120_000 ? `${String(Math.round(ms / 6_000) / 10)} min` : `${String(Math.round(ms / 100) / 10)} s`

/** Who looks after what: the notes a person must know before it is sent. */
export function notesOf(figures: OrderPreview | undefined): readonly string[] {
  if (figures === undefined) return []
  const { emulated, protection, slices, sliceQuantity, interval } = figures
  const notes: string[] = []
  if (emulated !== undefined) notes.push(EMULATED[emulated])
  if (slices !== undefined && sliceQuantity !== undefined && emulated !== 'iceberg')
    notes.push(`${String(slices)} slices of ${sliceQuantity}${interval === undefined ? '' : `, one every ${spaced(interval)}`}`)
  if (protection === 'local') notes.push('This program watches the stop, not the venue: it acts only while it runs')
  if (protection === 'venue') notes.push('The stop will rest at the venue')
  return [...new Set(notes)]
}

export const COMPLAINT_ID = 'ticket-complaint'

interface VerdictProps {
  readonly state: PreviewState
  /** What will happen, where it is to be read before it does. */
  readonly sentence: string | undefined
  readonly asked: boolean
}

/** Two lines that say what stands in the way, what will happen, or what a person must know, the gravest first. */
export function PreviewVerdict({ state, sentence, asked }: VerdictProps): ReactNode {
  const failing = failingRules(state)
  const [worst] = failing
  const figures = figuresOf(state)
  const line = (tone: string, text: string, title = text): ReactNode => (
    <p className={`ticket-verdict ${tone}`} id={COMPLAINT_ID} role="status" data-testid="ticket-verdict" title={title}>
      {text}
    </p>
  )
  if (state.phase === 'invalid') return line('danger', `${FIELD_WORDS[state.field]}: ${state.remedy}`)
  if (asked && sentence !== undefined) return line('sentence', sentence)
  if (state.phase === 'failed') return line('warn', 'No preview; the trader still checks every rule', state.reason)
  if (figures?.message !== undefined) return line('warn', figures.message)
  if (worst !== undefined) {
    const all = failing.map(({ code, measured, limit }) => `${ruleTitle(code)}: ${measured}, limit ${limit}`)
    const more = failing.length > 1 ? `  +${String(failing.length - 1)} more` : ''
    return line('warn', `${ruleTitle(worst.code)}: ${worst.measured} / ${worst.limit}${more}`, all.join('\n'))
  }
  if (sentence !== undefined) return line('sentence', sentence)
  const notes = notesOf(figures)
  const passed = figures?.checks.length ?? 0
  const rules = passed === 0 ? '' : `all ${String(passed)} rules pass`
  const [first] = notes
  if (first === undefined) return line('dim', rules)
  return line(first.startsWith('This program') ? 'warn' : 'dim', first, [...notes, rules].join('\n'))
}
