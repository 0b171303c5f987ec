import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Account } from '../exchange/account.ts'
import { refuse } from '../exchange/api-error.ts'
import type { Parameters } from '../exchange/parameters.ts'

const DEFAULT_WINDOW = 5_000
const MAX_WINDOW = 60_000

/** HMAC-SHA256 of the payload, hexadecimal, as the venue wants it. */
export const sign = (payload: string, secret: string): string => createHmac('sha256', secret).update(payload).digest('hex')

export interface SignedRequest {
  readonly apiKey: string | undefined
  /** The text that was signed: everything sent except the signature. */
  readonly payload: string
  readonly parameters: Parameters
  readonly now: number
}

/** The account behind a signed request. Throws -2014/-2015 (key), -1102 (missing), -1021 (time) or -1022 (signature). */
export function authenticate(request: SignedRequest, accounts: ReadonlyMap<string, Account>): Account {
  const { apiKey, parameters, now } = request
  if (apiKey === undefined || apiKey === '') throw refuse.badKeyFormat()
  const account = accounts.get(apiKey)
  if (account === undefined || account.addresses === 'foreign') throw refuse.badKey()
  const signature = parameters.mandatory('signature')
  parameters.mandatory('timestamp')
  const timestamp = parameters.integer('timestamp') ?? 0
  const recvWindow = Number(parameters.text('recvWindow') ?? DEFAULT_WINDOW)
  if (!(recvWindow >= 0 && recvWindow <= MAX_WINDOW)) throw refuse.invalidParameter('recvWindow')
  if (timestamp > now + 1_000) throw refuse.timestampAhead()
  if (now - timestamp > recvWindow) throw refuse.timestampBehind()
  const expected = Buffer.from(sign(request.payload, account.config.secret))
  const given = Buffer.from(signature)
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) throw refuse.badSignature()
  return account
}
