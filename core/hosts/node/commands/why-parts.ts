import type { WhyRow } from '../../../contract/index.ts'
import { table } from './text-table.ts'
import { checkLines, marketLines, momentText, termsText, timeText } from './why-words.ts'

type SignalStory = WhyRow['signals'][number]
type OrderStory = WhyRow['orders'][number]

export function signalLines({ signal, created, checks, market, sinceData, sinceProposal }: SignalStory): readonly string[] {
  const { sizing } = signal
  return [
    `Signal ${signal.id}: ${signal.action} ${signal.instrument} on ${signal.timeframe}, now ${signal.state}`,
    `  row ${String(created.sequence)} at ${timeText(created.at)}; ${String(sinceProposal)} ms after the proposal${sinceData === undefined ? '' : `, ${String(sinceData)} ms after the newest datum behind it`}`,
    ...marketLines(market),
    `  confidence ${String(signal.confidence)}, conflict ${String(signal.conflict)}, entry ${signal.entry}, mode ${signal.mode}, ${termsText(signal)}`,
    `  worth ${signal.notional}${signal.riskAmount === undefined ? '' : `, at risk ${signal.riskAmount}`}; valid until ${timeText(signal.expiresAt)}${signal.gapOpen ? '; over an open gap' : ''}`,
    ...(signal.gaps ?? []).map(
      (gap) => `  gap ${gap.id} in ${gap.channel}: ${gap.cause}, ${timeText(gap.startTime)} to ${timeText(gap.endTime)}`,
    ),
    '  votes',
    ...table(
      ['strategy', 'stance', 'confidence', 'weight', 'regime'],
      signal.votes.map((vote) => [
        vote.strategy,
        vote.stance,
        String(vote.confidence),
        String(vote.weight),
        vote.regime === undefined ? '-' : JSON.stringify(vote.regime),
      ]),
    ),
    '  features',
    ...table(
      ['feature', 'value', 'contribution', 'source', 'as of'],
      signal.reasoning.map((use) => [
        use.feature,
        use.value === null ? 'missing' : String(use.value),
        String(use.contribution),
        use.source,
        timeText(use.asOf),
      ]),
    ),
    ...(sizing === undefined
      ? []
      : [
          `  sizing: ${Object.entries(sizing)
            .map(([name, value]) => `${name} ${String(value)}`)
            .join(', ')}`,
        ]),
    ...(checks.length === 0 ? [] : ['  rules at the proposal', ...checkLines(checks)]),
  ]
}

export function decisionLines(decision: NonNullable<SignalStory['decision']>): readonly string[] {
  const { diff } = decision
  const edited = diff?.proposed === undefined ? '' : `; edited, proposed were ${termsText(diff.proposed)}`
  return [
    `  ${decision.state} by ${decision.decidedBy} in row ${String(decision.sequence)} at ${timeText(decision.at)}, ${String(decision.after)} ms after the proposal${decision.reason === '' ? '' : `: ${decision.reason}`}`,
    `    ${termsText(decision)}${edited}`,
    ...(diff === undefined
      ? []
      : [
          `    bid ${diff.bid}, ask ${diff.ask}${diff.seen === undefined ? '' : `, seen ${diff.seen}`}; drift ${String(diff.driftBps)} bps, spread ${String(diff.spreadBps)} bps, data ${String(diff.dataAge)} ms old, slippage ${String(diff.slippageBps)} bps by the ${diff.slippageFrom}${diff.expectedPrice === undefined ? '' : ` at ${diff.expectedPrice}`}, stop ${String(diff.stopDistanceBps)} bps away`,
          ...checkLines(diff.checks),
        ]),
    ...(decision.checks.length === 0 ? [] : ['  rules at the decision', ...checkLines(decision.checks)]),
  ]
}

export function orderLines(story: OrderStory, asked: boolean): readonly string[] {
  const { order, created, checks, decisionPrice, moves, fills, averagePrice, slippageCost } = story
  const prices = [
    ...(order.limitPrice === undefined ? [] : [`limit ${order.limitPrice}`]),
    ...(order.stopPrice === undefined ? [] : [`stop ${order.stopPrice}`]),
  ]
  return [
    `${asked ? 'Order asked about' : 'Order'} ${order.id} (${order.clientOrderId}): ${[order.purpose, order.side, order.type, order.quantity, ...prices, order.timeInForce].join(' ')}, now ${order.state}${order.reason === undefined ? '' : `: ${order.reason}`}`,
    `  intent in row ${String(created.sequence)} at ${timeText(created.at)}, of ${momentText(created)} in row ${String(created.cause)}${order.signalId === undefined ? '' : `, signal ${order.signalId}`}`,
    ...marketLines(story.market),
    ...(decisionPrice === undefined ? [] : [`  decided on ${decisionPrice}`]),
    ...(termsText(story) === '' ? [] : [`  with ${termsText(story)}`]),
    ...checkLines(checks),
    ...table(
      ['row', 'time', 'step', 'after ms', 'of', 'more'],
      moves.map((move) => [
        String(move.sequence),
        timeText(move.at),
        move.state,
        String(move.after),
        momentText(move),
        [move.venueOrderId ?? '', move.reason ?? ''].filter((each) => each !== '').join(' '),
      ]),
    ),
    ...table(
      ['fill', 'time', 'after ms', 'price', 'quantity', 'fee', 'liquidity', 'slippage', 'bps'],
      fills.map(({ fill, after, slippageCost: cost, slippageBps }) => [
        fill.id,
        timeText(fill.at),
        String(after),
        fill.price,
        fill.quantity,
        fill.feeAsset === undefined ? fill.fee : `${fill.feeQuantity ?? ''} ${fill.feeAsset}`,
        fill.liquidity,
        cost ?? '-',
        slippageBps === undefined ? '-' : slippageBps.toFixed(3),
      ]),
    ),
    ...(averagePrice === undefined
      ? []
      : [
          `  filled ${order.filled} at ${averagePrice}, fees ${order.fee}${slippageCost === undefined ? '' : `, slippage ${slippageCost}`}`,
        ]),
  ]
}
