import type { WhyRow } from '../../../core/contract/index.ts'
import { bps, durationText, factsOf, ratio, terms } from './facts.ts'
import { BAD_STATES, checksOf, marketFacts, type Moment, PLAIN } from './moment.ts'

type SignalStory = WhyRow['signals'][number]

export function signalMoments({
  signal,
  created,
  checks,
  market,
  sinceData,
  sinceProposal,
  decision,
}: SignalStory): readonly Moment[] {
  const { votes, reasoning, sizing } = signal
  const made: Moment = {
    ...PLAIN,
    key: `signal-${signal.id}`,
    chapter: 'signal',
    sequence: created.sequence,
    at: created.at,
    title: `Signal to ${signal.action} on ${signal.timeframe}`,
    facts: [
      ...factsOf({
        Confidence: ratio(signal.confidence),
        Conflict: ratio(signal.conflict),
        Entry: signal.entry,
        ...terms(signal),
        Worth: signal.notional,
        'At risk': signal.riskAmount,
        Mode: signal.mode,
        'After the newest datum': sinceData === undefined ? undefined : durationText(sinceData),
        'After the proposal': durationText(sinceProposal),
        Filters: 'passed: none held it back',
        Gaps: signal.gapOpen ? `${String(signal.gaps?.length ?? 1)} open in the look-back` : undefined,
      }),
      ...marketFacts(market),
    ],
    details: [
      {
        title: `Opinions: ${String(votes.length)}`,
        head: ['Strategy', 'Stance', 'Confidence', 'Weight', 'Regime'],
        rows: votes.map((vote) => [
          vote.strategy,
          vote.stance,
          ratio(vote.confidence),
          ratio(vote.weight),
          vote.regime === undefined ? '–' : `${vote.regime.trend} / ${vote.regime.volatility}`,
        ]),
        bad: [],
      },
      {
        title: `Features: ${String(reasoning.length)}`,
        head: ['Feature', 'Value', 'Age', 'Contribution', 'Source'],
        rows: reasoning.map((use) => [
          use.feature,
          use.value === null ? 'missing' : String(use.value),
          durationText(created.at - use.asOf),
          `${use.contribution > 0 ? '+' : ''}${ratio(use.contribution)}`,
          use.source,
        ]),
        bad: reasoning.flatMap(({ value }, index) => (value === null ? [index] : [])),
      },
      ...(sizing === undefined
        ? []
        : [
            {
              title: `Sizing: ${ratio(sizing.fraction)} of equity`,
              head: ['Step', 'Value'],
              rows: Object.entries(sizing).map(([name, value]) => [name, ratio(value)]),
              bad: [],
            },
          ]),
      ...checksOf('Risk rules at the proposal', checks),
    ],
    links: [signal.id],
  }
  return decision === undefined ? [made] : [made, decisionMoment(signal.id, decision)]
}

function decisionMoment(id: string, decision: NonNullable<SignalStory['decision']>): Moment {
  const { diff, state, decidedBy, reason } = decision
  const edited = diff?.proposed
  return {
    ...PLAIN,
    key: `decision-${id}`,
    chapter: 'decision',
    sequence: decision.sequence,
    at: decision.at,
    title: `${state} by ${decidedBy}${reason === '' ? '' : `: ${reason}`}`,
    tone: state === 'APPROVED' ? 'good' : BAD_STATES.includes(state) ? 'bad' : 'plain',
    facts: [
      ...factsOf({ 'After the signal': durationText(decision.after), ...terms(decision) }),
      ...(edited === undefined
        ? []
        : factsOf({
            'Edited, proposed was': Object.entries(terms(edited))
              .map(([name, value]) => `${name.toLowerCase()} ${value ?? ''}`)
              .join(', '),
          })),
      ...(diff === undefined
        ? marketFacts(decision.market)
        : factsOf({
            'Bid, ask': `${diff.bid}, ${diff.ask}`,
            Seen: diff.seen,
            Drift: bps(diff.driftBps),
            Spread: bps(diff.spreadBps),
            'Data age': durationText(diff.dataAge),
            Slippage: `${bps(diff.slippageBps)} by the ${diff.slippageFrom}`,
            'Expected price': diff.expectedPrice,
            'Stop away': bps(diff.stopDistanceBps),
          })),
    ],
    details: [...checksOf('Tolerances', diff?.checks ?? []), ...checksOf('Risk rules at the decision', decision.checks)],
    links: decision.orderId === undefined ? [] : [decision.orderId],
  }
}
