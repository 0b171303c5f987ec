import { defineIndicator } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { PreviousSession, type SessionRange } from './previous-session.ts'

const pivotOf = ({ high, low, close }: SessionRange): number => (high + low + close) / 3

/** Levels at Fibonacci shares of the range of the whole session before. */
export const fibonacciPivots = defineIndicator({
  id: 'fibonacci-pivots',
  title: 'Fibonacci pivot points',
  family: 'levels',
  formula: 'P = (high + low + close) / 3 of the session before; R/S at P +/- 0.382, 0.618 and 1 x its range.',
  input: 'bar',
  parameters: { sessionHours: integerParameter('Session length', 24, [1, 168], 'hours') },
  outputs: {
    pivot: (value: SessionRange) => pivotOf(value),
    r1: (value: SessionRange) => pivotOf(value) + 0.382 * (value.high - value.low),
    s1: (value: SessionRange) => pivotOf(value) - 0.382 * (value.high - value.low),
    r2: (value: SessionRange) => pivotOf(value) + 0.618 * (value.high - value.low),
    s2: (value: SessionRange) => pivotOf(value) - 0.618 * (value.high - value.low),
    r3: (value: SessionRange) => pivotOf(value) + value.high - value.low,
    s3: (value: SessionRange) => pivotOf(value) - value.high + value.low,
  },
  sessionParameter: 'sessionHours',
  warmUp: () => 2,
  create({ sessionHours }) {
    const sessions = new PreviousSession(sessionHours)
    return { next: (bar) => sessions.push(bar) }
  },
})
