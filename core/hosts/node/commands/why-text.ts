import type { WhyRow } from '../../../contract/index.ts'
import { decisionLines, orderLines, signalLines } from './why-parts.ts'
import { table } from './text-table.ts'
import { momentText, termsText, timeText } from './why-words.ts'

/** The story in sections, oldest first in each; every number of the row is in it. */
export function whyText(story: WhyRow): string {
  const { asked, kind, instrument, orders, signals, result } = story
  const lines = [
    `${kind} ${asked} on ${instrument}`,
    ...signals.flatMap((signal) => [
      '',
      ...signalLines(signal),
      ...(signal.decision === undefined ? [] : decisionLines(signal.decision)),
    ]),
    ...orders.flatMap((order) => ['', ...orderLines(order, order.order.id === story.orderId)]),
    ...section('Position', positionRows(story)),
    ...section('Protection', protectionRows(story)),
    ...section('Commands', commandRows(story)),
    ...section(
      'Notices',
      table(
        ['row', 'time', 'what', 'by'],
        story.notices.map((each) => [String(each.sequence), timeText(each.at), each.text, momentText(each)]),
      ),
    ),
  ]
  if (result !== undefined) {
    const { open, gain, fees, funding, netPnl } = result
    lines.push('', `Result${open ? ' so far' : ''}: gain ${gain}, fees ${fees}, funding ${funding}, net ${netPnl}`)
  }
  return `${lines.join('\n')}\n`
}

const section = (title: string, rows: readonly string[]): readonly string[] => (rows.length === 0 ? [] : ['', title, ...rows])

const positionRows = ({ position }: WhyRow): readonly string[] =>
  table(
    ['row', 'time', 'by', 'quantity', 'average', 'gain', 'fees', 'realised in all'],
    position.map((step) => [
      String(step.sequence),
      timeText(step.at),
      step.fillId ?? `funding ${step.funding ?? ''}`,
      step.flat ? `${step.quantity} (flat)` : step.quantity,
      step.averagePrice ?? '-',
      step.gain,
      step.fees,
      step.realisedPnl,
    ]),
  )

const protectionRows = ({ protection }: WhyRow): readonly string[] =>
  table(
    ['row', 'time', 'what', 'terms', 'by'],
    protection.map((step) => [
      String(step.sequence),
      timeText(step.at),
      step.event === 'StopTrailed' ? 'trailed' : 'set',
      termsText(step) || 'none',
      step.setBy,
    ]),
  )

const commandRows = ({ commands }: WhyRow): readonly string[] =>
  commands.flatMap((each) => [
    `  ${String(each.sequence)}  ${timeText(each.at)}  ${each.content.type} by ${each.by ?? '?'}: ${each.ok ? each.message : `refused (${each.code}): ${each.message}`}`,
    `    ${JSON.stringify(each.content)}`,
    ...(each.diff === undefined ? [] : [`    refused at bid ${each.diff.bid}, ask ${each.diff.ask}`]),
  ])
