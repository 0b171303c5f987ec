import {
  applyRate,
  averagePrice,
  max,
  notional,
  type Price,
  quantity,
  type Rate,
  roundToStep,
  subtract,
} from '../domain/index.ts'

const UNIT = quantity('1')

/** Where a stop that trails by a fraction of the price stands once the bid was at `bid`: on the tick grid, never nearer than the fraction. */
export function trailingStop(bid: Price, trail: Rate, tick: Price): Price {
  const distance = averagePrice(applyRate(notional(bid, UNIT), trail, 'up'), UNIT, 'up')
  return roundToStep(subtract(bid, distance), tick, 'down')
}

/** The stop that a position starts with: the nearer of the one that is named and the one that trails. */
export function initialStop(
  entry: Price,
  levels: { readonly stop?: Price | undefined; readonly trail?: Rate | undefined },
  tick: Price | undefined,
): Price | undefined {
  const { stop, trail } = levels
  if (trail === undefined || tick === undefined) return stop
  const trailed = trailingStop(entry, trail, tick)
  return stop === undefined ? trailed : max(stop, trailed)
}
