import { rate } from '../../core/domain/index.ts'
import { DEFAULT_FRICTION, type Friction, isShare } from './thresholds.ts'

/** send: one press. ask: the first press tells what will happen, the second does it. hold: held the whole time. */
export type FrictionStep = 'send' | 'ask' | 'hold'

/** How long a large order is held, ms. */
export const HOLD = 1_500

export interface Weighed {
  /** Of equity, by the server; undefined while it is not known. */
  readonly share: string | undefined
  /** It can only lower risk, as every sale of a spot position does. */
  readonly reduces: boolean
  /** Anything but `paper` counts as real money. */
  readonly environment: string | undefined
  readonly friction: Friction
}

/** With real money no setting lets more pass than the defaults do. */
const strictest = (set: string, shipped: string, environment: string | undefined): bigint => {
  const [own, most] = [rate(set), rate(shipped)]
  return environment !== 'paper' && own > most ? most : own
}

export function frictionStep({ share, reduces, environment, friction }: Weighed): FrictionStep {
  if (reduces) return 'send'
  if (share === undefined || !isShareOrMore(share)) return 'hold'
  const weight = rate(share)
  if (weight >= strictest(friction.holdFrom, DEFAULT_FRICTION.holdFrom, environment)) return 'hold'
  return weight >= strictest(friction.previewFrom, DEFAULT_FRICTION.previewFrom, environment) ? 'ask' : 'send'
}

/** An order may cost more than there is. */
const isShareOrMore = (text: string): boolean => isShare(text) || /^\d+(\.\d{1,12})?$/.test(text)
