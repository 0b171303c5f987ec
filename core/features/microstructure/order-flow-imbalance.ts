import { defineIndicator } from '../contract/indicator.ts'
import type { BookTop } from '../contract/input.ts'
import { integerParameter } from '../../domain/index.ts'
import { FlowWindow } from '../window/flow-window.ts'

/** What one change of the top adds to the pressure of buyers. */
function pressure(before: BookTop, now: BookTop): number {
  const bids = (now.bid >= before.bid ? now.bidSize : 0) - (now.bid <= before.bid ? before.bidSize : 0)
  const asks = (now.ask <= before.ask ? now.askSize : 0) - (now.ask >= before.ask ? before.askSize : 0)
  return bids - asks
}

/**
 * Net size that came to the best bid and left the best ask over the window, in units of base; positive where buyers
 * pressed. `ratio` is the net over all of it, -1 to 1, none while nothing changed.
 */
export const orderFlowImbalance = defineIndicator({
  id: 'order-flow-imbalance',
  title: 'Order-flow imbalance',
  family: 'microstructure',
  formula:
    'Cont, Kukanov and Stoikov 2014: e = [bid >= old bid] bid size - [bid <= old bid] old bid size - [ask <= old ask] ask size + [ask >= old ask] old ask size, summed over the window.',
  input: 'top',
  parameters: { window: integerParameter('Window', 10_000, [100, 3_600_000], 'ms') },
  outputs: {
    value: (flow: FlowWindow) => {
      const { inflow, outflow } = flow.sums()
      return inflow - outflow
    },
    ratio: (flow: FlowWindow) => {
      const { inflow, outflow } = flow.sums()
      return inflow + outflow === 0 ? undefined : (inflow - outflow) / (inflow + outflow)
    },
  },
  bounds: { ratio: [-1, 1] },
  warmUp: () => 2,
  create({ window: span }) {
    const flow = new FlowWindow(span)
    let previous: BookTop | undefined
    let begun = false
    return {
      next(top) {
        const before = previous
        previous = { ...top }
        if (before === undefined) return undefined
        begun = true
        const change = pressure(before, top)
        flow.add({ time: top.time, inflow: Math.max(change, 0), outflow: Math.max(-change, 0) })
        return flow
      },
      advance(time) {
        flow.advance(time)
        return begun ? flow : undefined
      },
    }
  },
})
