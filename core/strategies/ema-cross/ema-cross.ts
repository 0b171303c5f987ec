import { choiceParameter, integerParameter } from '../../domain/index.ts'
import { defineStrategy } from '../contract/strategy.ts'
import { neutral, readings } from '../contract/verdict.ts'

const ALIASES = ['fast', 'slow'] as const
/** A cross says which side, not how sure: the same for each. */
const CONFIDENCE = 0.6
const REASONS = ALIASES.map((feature) => ({ feature, contribution: CONFIDENCE / 2 }))

export const emaCross = defineStrategy({
  id: 'ema-cross',
  version: 1,
  title: 'EMA cross',
  family: 'trend',
  idea: 'Long while the fast average is above the slow one, out when it is not: each cross is a change of side and nothing else is.',
  suits: 'Long, steady moves; a yardstick for anything cleverer, since it has two numbers to tune and no filter.',
  weakness: 'Sideways markets: every false cross is a round trip of fees. It sets no stop: the next cross is the exit.',
  timeframe: '1m',
  parameters: {
    fast: integerParameter('Fast EMA', 12, [1, 500]),
    slow: integerParameter('Slow EMA', 26, [2, 1000]),
    seed: choiceParameter('Averages start from the mean of their first closes, or from the first close', ['sma', 'first']),
  },
  constraint: ({ fast, slow }) =>
    fast < slow ? undefined : { field: 'fast', value: String(fast), remedy: `give less than slow, ${String(slow)}` },
  cadence: () => ({ on: 'bar' }),
  warmUp: ({ slow, seed }) => (seed === 'first' ? 1 : slow),
  features({ fast, slow, seed }) {
    const indicator = seed === 'first' ? 'ema-from-first' : 'ema'
    return { fast: { indicator, parameters: { period: fast } }, slow: { indicator, parameters: { period: slow } } }
  },
  step(view) {
    const found = readings(view, ALIASES)
    if (found === null) return neutral(...ALIASES)
    const [fast, slow] = found
    return { stance: fast > slow ? 'long' : 'flat', confidence: CONFIDENCE, reasons: REASONS }
  },
})
