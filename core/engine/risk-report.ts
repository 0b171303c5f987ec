import {
  add,
  applyRate,
  type Environment,
  type InstrumentId,
  type Millis,
  type Money,
  moneyToNumberLossy,
  type Rate,
  splitInstrumentId,
  ZERO_MONEY,
} from '../domain/index.ts'
import { ACCOUNT_RULES, BREAKER_RULES, correlatedExposureOf, meters, type RuleMeter, shareLossy } from '../risk/index.ts'
import { accountView } from './account.ts'
import type { TradingConfig } from './config.ts'
import { baseOf, exposureByMarket, exposuresAround, relation, type Stakes, valuesByInstrument } from './exposures.ts'
import { reservedByInstrument } from './reserved.ts'
import type { EngineState } from './state.ts'

/** Money at risk against what is allowed of it; shares are for the eye. */
export interface ExposureMeter {
  readonly key: string
  readonly exposure: Money
  readonly allowed: Money
  /** Of the equity. */
  readonly share: number
  /** Of what is allowed. */
  readonly used: number
  readonly passed: boolean
}

export interface Relation {
  readonly one: InstrumentId
  readonly other: InstrumentId
  readonly correlation: number | null
  readonly samples: number
}

/** Every limit of the account with what is used of it, and where the money stands. */
export interface RiskReport {
  readonly at: Millis
  readonly environment: Environment
  readonly currency: string
  readonly equity: Money
  readonly halt: { readonly code: string; readonly reason: string; readonly by: string } | null
  readonly limits: readonly RuleMeter[]
  /** `tripped`: what halted trading; `blocked`: would halt it now, were it not halted already. */
  readonly breakers: readonly (RuleMeter & { readonly state: 'ready' | 'tripped' | 'blocked' })[]
  readonly total: ExposureMeter
  readonly assets: readonly ExposureMeter[]
  readonly venues: readonly ExposureMeter[]
  readonly markets: readonly ExposureMeter[]
  readonly correlated: readonly ExposureMeter[]
  readonly related: readonly { readonly instrument: InstrumentId; readonly held: boolean }[]
  readonly relations: readonly Relation[]
}

/** Markets of the matrix at most: what is held comes first. */
const MOST_RELATED = 24

export function riskReport(state: EngineState, config: Pick<TradingConfig, 'risk'>, at: Millis): RiskReport {
  const limits = config.risk
  const view = accountView(state, config, at)
  const context = { view, limits }
  const stakes: Stakes = { values: valuesByInstrument(state), reserved: reservedByInstrument(state) }
  const markets = exposureByMarket(state, stakes)
  const meter = (key: string, exposure: Money, rate: Rate): ExposureMeter => {
    const allowed = applyRate(view.equity, rate)
    return {
      key,
      exposure,
      allowed,
      share: shareLossy(moneyToNumberLossy(exposure), moneyToNumberLossy(view.equity)),
      used: shareLossy(moneyToNumberLossy(exposure), moneyToNumberLossy(allowed)),
      passed: exposure <= allowed,
    }
  }
  const grouped = (keyOf: (instrument: InstrumentId) => string, rate: Rate): readonly ExposureMeter[] => {
    const sums = new Map<string, Money>()
    for (const [instrument, exposure] of markets) {
      const key = keyOf(instrument)
      sums.set(key, add(sums.get(key) ?? ZERO_MONEY, exposure))
    }
    return largestFirst([...sums].map(([key, exposure]) => meter(key, exposure, rate)))
  }
  const related = relatedMarkets(state, markets)
  return {
    at,
    environment: state.environment,
    currency: state.currency,
    equity: view.equity,
    halt: state.halt ?? null,
    limits: meters(ACCOUNT_RULES, context),
    breakers: meters(BREAKER_RULES, context).map((each) => ({ ...each, state: breakerState(each, state.halt?.code) })),
    total: meter('total', view.exposure, limits.maxExposure),
    assets: grouped((instrument) => baseOf(state, instrument), limits.maxAssetExposure),
    venues: grouped((instrument) => splitInstrumentId(instrument).exchange, limits.maxVenueExposure),
    markets: grouped((instrument) => instrument, limits.maxPosition),
    correlated: largestFirst(
      [...markets.keys()].map((instrument) =>
        meter(instrument, correlatedExposureOf(exposuresAround(state, instrument, stakes)), limits.maxCorrelatedExposure),
      ),
    ),
    related,
    relations: relationsOf(state, related),
  }
}

const largestFirst = (rows: readonly ExposureMeter[]): readonly ExposureMeter[] =>
  rows.filter(({ exposure }) => exposure > 0n).sort((a, b) => (a.exposure < b.exposure ? 1 : a.exposure > b.exposure ? -1 : 0))

const breakerState = ({ code, passed }: RuleMeter, halted: string | undefined): 'ready' | 'tripped' | 'blocked' => {
  if (code === halted) return 'tripped'
  return passed ? 'ready' : 'blocked'
}

/** What is held or being bought, the largest first, and what waiting signals would add. */
function relatedMarkets(state: EngineState, markets: ReadonlyMap<InstrumentId, Money>): RiskReport['related'] {
  const held = [...markets].filter(([, exposure]) => exposure > 0n).sort(([, a], [, b]) => (a < b ? 1 : a > b ? -1 : 0))
  const found = new Map(held.map(([instrument]) => [instrument, true]))
  for (const id of state.pending) {
    const instrument = state.signals.get(id)?.instrument
    if (instrument !== undefined && !found.has(instrument)) found.set(instrument, false)
  }
  return [...found].slice(0, MOST_RELATED).map(([instrument, isHeld]) => ({ instrument, held: isHeld }))
}

function relationsOf(state: EngineState, related: RiskReport['related']): readonly Relation[] {
  return related.flatMap(({ instrument: one }, index) =>
    related.slice(index + 1).map(({ instrument: other }) => {
      const sameAsset = baseOf(state, one) === baseOf(state, other)
      return { one, other, ...relation(state, { instrument: one, other, sameAsset }) }
    }),
  )
}
