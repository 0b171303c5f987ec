import { defineIndicator } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { PreviousSession, type SessionRange } from './previous-session.ts'

const pivotOf = ({ high, low, close }: SessionRange): number => (high + low + close) / 3

/** Floor traders' levels from the whole session before; they stand still through a session. */
export const pivots = defineIndicator({
  id: 'pivots',
  title: 'Pivot points',
  family: 'levels',
  formula:
    'P = (high + low + close) / 3 of the session before; R1 = 2P - low, S1 = 2P - high, R2/S2 = P +/- range, R3 = high + 2(P - low), S3 = low - 2(high - P).',
  input: 'bar',
  parameters: { sessionHours: integerParameter('Session length', 24, [1, 168], 'hours') },
  outputs: {
    pivot: (value: SessionRange) => pivotOf(value),
    r1: (value: SessionRange) => 2 * pivotOf(value) - value.low,
    s1: (value: SessionRange) => 2 * pivotOf(value) - value.high,
    r2: (value: SessionRange) => pivotOf(value) + value.high - value.low,
    s2: (value: SessionRange) => pivotOf(value) - value.high + value.low,
    r3: (value: SessionRange) => value.high + 2 * (pivotOf(value) - value.low),
    s3: (value: SessionRange) => value.low - 2 * (value.high - pivotOf(value)),
  },
  sessionParameter: 'sessionHours',
  warmUp: () => 2,
  create({ sessionHours }) {
    const sessions = new PreviousSession(sessionHours)
    return { next: (bar) => sessions.push(bar) }
  },
})
