import type { WhyRow } from '../../../core/contract/index.ts'
import { bps, durationText, factsOf, terms } from './facts.ts'
import { BAD_STATES, checksOf, marketFacts, type Moment, PLAIN } from './moment.ts'

type OrderStory = WhyRow['orders'][number]

export function orderMoments(story: OrderStory): readonly Moment[] {
  const { order, created, checks, moves, fills, decisionPrice, averagePrice, slippageCost } = story
  const made: Moment = {
    ...PLAIN,
    key: `order-${order.id}`,
    chapter: 'order',
    sequence: created.sequence,
    at: created.at,
    title: `Order to ${order.side}: ${order.purpose}, ${order.type}`,
    facts: [
      ...factsOf({
        Quantity: order.quantity,
        Limit: order.limitPrice,
        'Stop price': order.stopPrice,
        'In force': order.timeInForce,
        'Decided on': decisionPrice,
        ...terms({ stop: story.stop, target: story.target, trail: story.trail }),
        'Client id': order.clientOrderId,
        Now: order.state,
        'Average price': averagePrice,
        Fees: order.fee,
        'Slippage cost': slippageCost,
      }),
      ...marketFacts(story.market),
    ],
    details: checksOf('Risk rules', checks),
    links: [order.id, ...(order.signalId === undefined ? [] : [order.signalId])],
  }
  const moved = moves
    .filter(({ sequence }) => !fills.some((fill) => fill.sequence === sequence))
    .map(
      (move): Moment => ({
        ...PLAIN,
        key: `move-${order.id}-${String(move.sequence)}`,
        chapter: 'order',
        sequence: move.sequence,
        at: move.at,
        title: `${order.purpose} ${move.state}${move.reason === undefined ? '' : `: ${move.reason}`}`,
        tone: BAD_STATES.includes(move.state) ? 'bad' : 'plain',
        facts: factsOf({ 'After the step before': durationText(move.after), 'Venue id': move.venueOrderId }),
        links: [order.id],
      }),
    )
  const filled = fills.map(
    (step): Moment => ({
      ...PLAIN,
      key: `fill-${step.fill.id}`,
      chapter: 'fill',
      sequence: step.sequence,
      at: step.at,
      title: `${step.fill.side === 'buy' ? 'Bought' : 'Sold'} ${step.fill.quantity} at ${step.fill.price}`,
      facts: factsOf({
        'After the order': durationText(step.after),
        Fee: step.fill.feeAsset === undefined ? step.fill.fee : `${step.fill.feeQuantity ?? ''} ${step.fill.feeAsset}`,
        Liquidity: step.fill.liquidity,
        Slippage: step.slippageBps === undefined ? undefined : bps(step.slippageBps),
        'Slippage cost': step.slippageCost,
      }),
      links: [step.fill.id],
    }),
  )
  return [made, ...moved, ...filled]
}
