import { defineIndicator } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { PreviousSession, type SessionRange } from './previous-session.ts'

/** Levels close around the close of the whole session before; r3 and s3 are where a turn is looked for, r4 and s4 mark a breakout. */
export const camarillaPivots = defineIndicator({
  id: 'camarilla-pivots',
  title: 'Camarilla pivot points',
  family: 'levels',
  formula: 'Stott 1989: close of the session before +/- range x 1.1 / 12, / 6, / 4, / 2.',
  input: 'bar',
  parameters: { sessionHours: integerParameter('Session length', 24, [1, 168], 'hours') },
  outputs: {
    r1: (value: SessionRange) => value.close + ((value.high - value.low) * 1.1) / 12,
    s1: (value: SessionRange) => value.close - ((value.high - value.low) * 1.1) / 12,
    r2: (value: SessionRange) => value.close + ((value.high - value.low) * 1.1) / 6,
    s2: (value: SessionRange) => value.close - ((value.high - value.low) * 1.1) / 6,
    r3: (value: SessionRange) => value.close + ((value.high - value.low) * 1.1) / 4,
    s3: (value: SessionRange) => value.close - ((value.high - value.low) * 1.1) / 4,
    r4: (value: SessionRange) => value.close + ((value.high - value.low) * 1.1) / 2,
    s4: (value: SessionRange) => value.close - ((value.high - value.low) * 1.1) / 2,
  },
  sessionParameter: 'sessionHours',
  warmUp: () => 2,
  create({ sessionHours }) {
    const sessions = new PreviousSession(sessionHours)
    return { next: (bar) => sessions.push(bar) }
  },
})
