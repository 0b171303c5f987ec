import type { WhyRow } from '../../../core/contract/index.ts'
import { factsOf, terms } from './facts.ts'
import { type Moment, PLAIN } from './moment.ts'
import { orderMoments } from './order-moments.ts'
import { signalMoments } from './signal-moments.ts'

const positionMoments = ({ position }: WhyRow): readonly Moment[] =>
  position.map((step) => ({
    ...PLAIN,
    key: `position-${String(step.sequence)}`,
    chapter: 'position',
    sequence: step.sequence,
    at: step.at,
    title: step.flat ? 'Position is flat' : `Position holds ${step.quantity}`,
    facts: factsOf({
      Average: step.averagePrice,
      Gain: step.gain,
      Fees: step.fees,
      Funding: step.funding,
      'Realised in all': step.realisedPnl,
    }),
  }))

const protectionMoments = ({ protection }: WhyRow): readonly Moment[] =>
  protection.map((step) => ({
    ...PLAIN,
    key: `protection-${String(step.sequence)}`,
    chapter: 'protection',
    sequence: step.sequence,
    at: step.at,
    title: step.event === 'StopTrailed' ? 'Stop trailed' : 'Protection set',
    facts: factsOf({ ...terms(step), By: step.setBy }),
  }))

const commandMoments = ({ commands }: WhyRow): readonly Moment[] =>
  commands.map((each) => ({
    ...PLAIN,
    key: `command-${String(each.sequence)}`,
    chapter: 'command',
    sequence: each.sequence,
    at: each.at,
    title: `${each.content.type} by ${each.by ?? '?'}${each.ok ? '' : `: refused, ${each.code}`}`,
    tone: each.ok ? 'plain' : 'bad',
    facts: factsOf({ Answer: each.message }),
  }))

const noticeMoments = ({ notices }: WhyRow): readonly Moment[] =>
  notices.map((each) => ({
    ...PLAIN,
    key: `notice-${String(each.sequence)}`,
    chapter: 'notice',
    sequence: each.sequence,
    at: each.at,
    title: each.text,
  }))

function resultMoment({ result, position }: WhyRow): readonly Moment[] {
  const last = position.at(-1)
  if (result === undefined || last === undefined) return []
  return [
    {
      ...PLAIN,
      key: 'result',
      chapter: 'result',
      sequence: null,
      at: last.at,
      title: result.open ? `Open: ${result.netPnl} so far` : `Outcome: ${result.netPnl}`,
      tone: result.netPnl.startsWith('-') ? 'bad' : 'good',
      facts: factsOf({ Gain: result.gain, Fees: result.fees, Funding: result.funding, Net: result.netPnl }),
    },
  ]
}

/** A story as what happened one after the other, causes before effects. */
export function momentsOf(story: WhyRow): readonly Moment[] {
  const told = [
    ...story.signals.flatMap(signalMoments),
    ...commandMoments(story),
    ...story.orders.flatMap(orderMoments),
    ...positionMoments(story),
    ...protectionMoments(story),
    ...noticeMoments(story),
  ]
  const place = ({ sequence }: Moment): number => sequence ?? Infinity
  return [...told.sort((a, b) => place(a) - place(b)), ...resultMoment(story)]
}
