import {
  SHADOW_MEASURES,
  SHADOW_OUTCOMES,
  type ShadowAlarm,
  type ShadowCalibration,
  type ShadowedOrder,
  type ShadowGroup,
  type ShadowLimits,
  type ShadowMeasure,
  type ShadowOutcome,
  type ShadowStatistic,
} from '../../domain/index.ts'
import { intervalOfSum } from '../counterfactual/interval.ts'

/** With fewer the approximation of Student's t is not good to the digits that are shown. */
const FEWEST_FOR_INTERVAL = 6
/** Median over floor of the paper trader's delays: an exponential tail of a quarter of the floor. */
const MEDIAN_OVER_FLOOR = 1 + Math.LN2 / 4

const medianOf = (sorted: readonly number[]): number => {
  const middle = sorted.length / 2
  const [low, high] = [sorted[Math.ceil(middle) - 1] ?? 0, sorted[Math.floor(middle)] ?? 0]
  return (low + high) / 2
}

const nearestRank = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? 0

export function statistic(values: readonly number[]): ShadowStatistic | undefined {
  const { length } = values
  if (length === 0) return undefined
  const mean = values.reduce((sum, value) => sum + value, 0) / length
  const sorted = [...values].sort((a, b) => a - b)
  const sum = length < FEWEST_FOR_INTERVAL ? undefined : intervalOfSum(values)
  return {
    count: length,
    mean,
    median: medianOf(sorted),
    p5: nearestRank(sorted, 0.05),
    p95: nearestRank(sorted, 0.95),
    ...(sum === undefined ? {} : { interval: { low: sum.low / length, high: sum.high / length } }),
  }
}

const present = (values: readonly (number | undefined)[]): readonly number[] => values.filter((value) => value !== undefined)

function groupOf(by: ShadowGroup['by'], key: string, orders: readonly ShadowedOrder[]): ShadowGroup {
  const outcomes = Object.fromEntries(SHADOW_OUTCOMES.map((outcome) => [outcome, 0])) as Record<ShadowOutcome, number>
  for (const { outcome } of orders) outcomes[outcome] += 1
  const measures: { [M in ShadowMeasure]?: ShadowStatistic } = {}
  for (const measure of SHADOW_MEASURES) {
    // What still works has no final price or last fill; its acceptance is final.
    const counted = measure === 'acceptMs' ? orders : orders.filter(({ outcome }) => outcome !== 'working')
    const found = statistic(present(counted.map(({ divergence }) => divergence[measure])))
    if (found !== undefined) measures[measure] = found
  }
  return { by, key, orders: orders.length, outcomes, measures }
}

const BY = ['instrument', 'side', 'type'] as const

export function shadowGroups(orders: readonly ShadowedOrder[]): {
  readonly all: ShadowGroup
  readonly groups: readonly ShadowGroup[]
} {
  const groups = BY.flatMap((by) => {
    const keys = [...new Set(orders.map((order) => order[by]))].sort()
    return keys.map((key) =>
      groupOf(
        by,
        key,
        orders.filter((order) => order[by] === key),
      ),
    )
  })
  return { all: groupOf('all', 'all', orders), groups }
}

const ALARMED = [
  { measure: 'bps', limit: 'maxBps', unit: 'bps', what: 'fills at a worse price than paper by' },
  { measure: 'acceptMs', limit: 'maxMs', unit: 'ms', what: 'is answered later than paper by' },
  { measure: 'firstFillMs', limit: 'maxMs', unit: 'ms', what: 'fills later than paper by' },
] as const

/** Groups of enough orders in which live is worse than paper by more than the limit, on the mean. */
export function alarmsOf(groups: readonly ShadowGroup[], limits: ShadowLimits): readonly ShadowAlarm[] {
  return groups.flatMap(({ by, key, measures }) =>
    ALARMED.flatMap(({ measure, limit: name, unit, what }): ShadowAlarm[] => {
      const found = measures[measure]
      const limit = limits[name]
      if (found === undefined || found.count < limits.leastOrders || found.mean <= limit) return []
      const which = by === 'all' ? 'live' : `live (${key})`
      const message = `${which} ${what} ${found.mean.toFixed(1)} ${unit} on the mean of ${String(found.count)} orders; the limit is ${String(limit)} ${unit}`
      return [{ by, key, measure, value: found.mean, limit, orders: found.count, message }]
    }),
  )
}

/** `took`: of an order whether both of its sides filled by taking alone. */
export function calibrationOf(
  orders: readonly ShadowedOrder[],
  took: (order: ShadowedOrder) => boolean,
  least: number,
): ShadowCalibration {
  const answers = statistic(present(orders.map(({ live }) => live.acceptMs)))
  const slippage = statistic(
    present(orders.filter((order) => order.outcome !== 'working' && took(order)).map(({ divergence }) => divergence.bps)),
  )
  const latencyMs =
    answers === undefined || answers.count < least ? {} : { latencyMs: Math.round(answers.median / MEDIAN_OVER_FLOOR) }
  const slippageBps = slippage === undefined || slippage.count < least ? {} : { slippageBps: slippage.mean }
  return { ...latencyMs, ...slippageBps, orders: { latencyMs: answers?.count ?? 0, slippageBps: slippage?.count ?? 0 } }
}

const signed = (value: number, unit: string): string => `${value < 0 ? '' : '+'}${value.toFixed(2)} ${unit}`

function sentence(name: string, found: ShadowStatistic | undefined, unit: string): readonly string[] {
  if (found === undefined) return []
  const { interval } = found
  const trust = interval === undefined ? '' : `, 95 % interval ${interval.low.toFixed(2)} to ${interval.high.toFixed(2)}`
  return [
    `${name}: ${signed(found.mean, unit)} on the mean, ${signed(found.median, unit)} in the middle, of ${String(found.count)} orders${trust}`,
  ]
}

/** What a person reads first. Live less paper: above zero live was worse. */
export function shadowText(all: ShadowGroup, alarms: readonly ShadowAlarm[], calibration: ShadowCalibration): readonly string[] {
  const { outcomes, measures } = all
  const counts = SHADOW_OUTCOMES.filter((outcome) => outcomes[outcome] > 0).map((name) => `${String(outcomes[name])} ${name}`)
  const suggested = [
    ...(calibration.latencyMs === undefined ? [] : [`paper.latencyMs ${String(calibration.latencyMs)}`]),
    ...(calibration.slippageBps === undefined ? [] : [`slippage ${calibration.slippageBps.toFixed(2)} bps`]),
  ]
  return [
    `${String(all.orders)} live orders beside paper${counts.length > 0 ? `: ${counts.join(', ')}` : ''}`,
    ...sentence('price', measures.bps, 'bps'),
    ...sentence('until accepted', measures.acceptMs, 'ms'),
    ...sentence('until the first fill', measures.firstFillMs, 'ms'),
    ...sentence('until the last fill', measures.lastFillMs, 'ms'),
    ...sentence('filled share', measures.fillRatio, ''),
    ...alarms.map(({ message }) => `alarm: ${message}`),
    ...(suggested.length > 0 ? [`paper would have done as live did with ${suggested.join(' and ')}`] : []),
  ]
}
