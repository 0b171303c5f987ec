import { defineIndicator, single } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { FlowWindow } from '../window/flow-window.ts'

/** Trades a second over the window. */
export const tradeRate = defineIndicator({
  id: 'trade-rate',
  title: 'Trade rate',
  family: 'microstructure',
  formula: 'Trades in the window divided by its length in seconds.',
  input: 'trade',
  parameters: { window: integerParameter('Window', 10_000, [100, 3_600_000], 'ms') },
  outputs: single,
  warmUp: () => 1,
  create({ window: span }) {
    const window = new FlowWindow(span)
    let seen = false
    const rate = (): number => window.count / (span / 1000)
    return {
      next({ time, buy, quantity }) {
        seen = true
        window.add({ time, inflow: buy ? quantity : 0, outflow: buy ? 0 : quantity })
        return rate()
      },
      advance(time) {
        window.advance(time)
        return seen ? rate() : undefined
      },
    }
  },
})
