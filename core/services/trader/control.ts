import type { TraderControl } from '../../contract/index.ts'
import { commandId } from '../../domain/index.ts'
import { openQuantity, type TradingEngine } from '../../engine/index.ts'

/** What only the host may ask; `doubtful` counts what the venue has of this program and the books do not. */
export function traderControl(engine: TradingEngine, doubtful: () => number): TraderControl {
  const { state } = engine
  return {
    arm: (id, by) => Promise.resolve(engine.command({ type: 'Arm', id: commandId(id) }, by)),
    disarm: (id, by, reason) => Promise.resolve(engine.command({ type: 'Disarm', id: commandId(id), reason }, by)),
    standing: () =>
      Promise.resolve({
        armed: state.armed !== undefined,
        positions: [...state.positions.keys()].filter((instrument) => openQuantity(state, instrument) > 0n).length,
        orders: state.working.size,
        differences: doubtful(),
      }),
  }
}
