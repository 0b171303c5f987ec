import { defineIndicator } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { FlowWindow } from '../window/flow-window.ts'

/** Read lazily: the window is summed only when someone looks. */
interface DeltaView {
  readonly total: number
  readonly window: FlowWindow
}

function ratio({ window }: DeltaView): number | undefined {
  const { inflow, outflow } = window.sums()
  return inflow + outflow === 0 ? undefined : (inflow - outflow) / (inflow + outflow)
}

/**
 * Taker buys minus taker sells, in units of base: over the window, and from the first trade seen.
 * `ratio` is the window's delta over its volume, -1 to 1, none while nothing traded in it.
 */
export const cumulativeVolumeDelta = defineIndicator({
  id: 'cvd',
  title: 'Cumulative volume delta',
  family: 'microstructure',
  formula: 'Sum of trade quantities signed by the taker side.',
  input: 'trade',
  parameters: { window: integerParameter('Window', 30_000, [100, 3_600_000], 'ms') },
  outputs: {
    delta: ({ window }: DeltaView) => {
      const { inflow, outflow } = window.sums()
      return inflow - outflow
    },
    ratio,
    total: (view: DeltaView) => view.total,
  },
  bounds: { ratio: [-1, 1] },
  warmUp: () => 1,
  create({ window: span }) {
    const window = new FlowWindow(span)
    let total = 0
    let seen = false
    return {
      next({ time, quantity, buy }) {
        seen = true
        total += buy ? quantity : -quantity
        window.add({ time, inflow: buy ? quantity : 0, outflow: buy ? 0 : quantity })
        return { total, window }
      },
      advance(time) {
        window.advance(time)
        return seen ? { total, window } : undefined
      },
    }
  },
})
