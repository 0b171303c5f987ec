import { DAY } from '../../domain/index.ts'
import type { TradingEngine } from '../../engine/index.ts'
import type { Port } from '../runtime/index.ts'
import { sendArmed, sendSwitch, sendTrackRecords } from '../streams/index.ts'
import { followRecords } from './follow-records.ts'

/** Tells the strategies what this trader knows of them, and whether it is the one to listen to. */
export function tellStrategies(port: Port, engine: TradingEngine, halfLifeDays: number): void {
  for (const strategy of engine.state.disabled) sendSwitch(port, strategy, false)
  if (engine.state.armed !== undefined) sendArmed(port)
  const stop = engine.onStep((_input, step) => {
    for (const event of step.events) {
      if (event.type === 'StrategyEnabledSet') sendSwitch(port, event.strategy, event.enabled)
      else if (event.type === 'TradingArmed') sendArmed(port)
    }
  })
  const unfollow = followRecords(engine, halfLifeDays * DAY, (records) => {
    sendTrackRecords(port, records)
  })
  port.onClose(() => {
    stop()
    unfollow()
  })
}
