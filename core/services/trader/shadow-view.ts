import type { ShadowRequest, ShadowView } from '../../contract/index.ts'
import { InputError, ORDER_TYPES, SHADOW_OUTCOMES, type ShadowQuery, type Side, toWire } from '../../domain/index.ts'
import type { ShadowTwin } from '../../simulation/shadow/index.ts'

const MOST = 2_000
const USUAL = 200
const SIDES: readonly Side[] = ['buy', 'sell']

/** The one of `names` that was asked for. Throws InputError for another. */
function chosen<Name extends string>(field: string, value: string | undefined, names: readonly Name[]): Name | undefined {
  const found = names.find((name) => name === value)
  if (value !== undefined && found === undefined) throw new InputError({ field, value, remedy: `use one of ${names.join(', ')}` })
  return found
}

function queryOf(request: ShadowRequest): ShadowQuery {
  const side = chosen('side', request.side, SIDES)
  const type = chosen('type', request.type, ORDER_TYPES)
  const outcome = chosen('outcome', request.outcome, SHADOW_OUTCOMES)
  return {
    ...(request.instrument === undefined ? {} : { instrument: request.instrument }),
    ...(side === undefined ? {} : { side }),
    ...(type === undefined ? {} : { type }),
    ...(outcome === undefined ? {} : { outcome }),
  }
}

/** What the twin tells, as it travels. Throws InputError for a request that makes no sense. */
export function shadowView(twin: ShadowTwin, request: ShadowRequest): ShadowView {
  const { limit = USUAL } = request
  if (!Number.isInteger(limit) || limit < 0 || limit > MOST)
    throw new InputError({ field: 'limit', value: String(limit), remedy: `use a whole number from 0 to ${String(MOST)}` })
  const query = queryOf(request)
  return { rows: twin.rows(query).slice(0, limit).map(toWire), summary: toWire(twin.summary(query)) }
}
