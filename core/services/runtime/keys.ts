import { type ExchangeId, Secret } from '../../domain/index.ts'
import type { ExchangeKeys, LogFields, Logger } from '../../ports/index.ts'

/** Keys of one exchange and what may be shown of them. */
export interface UnlockedKeys extends ExchangeKeys {
  /** What they are called in the keystore. */
  readonly name: string
  readonly exchange: ExchangeId
}

/** The one message in which keys travel, from the host to the live trader; secrets cannot be cloned otherwise. */
export interface KeysMessage {
  readonly type: 'keys'
  readonly name: string
  readonly exchange: ExchangeId
  readonly apiKey: string
  readonly secret: string
  readonly password?: string
}

export const keysMessage = ({ name, exchange, apiKey, secret, password }: UnlockedKeys): KeysMessage => ({
  type: 'keys',
  name,
  exchange,
  apiKey: apiKey.reveal(),
  secret: secret.reveal(),
  ...(password === undefined ? {} : { password: password.reveal() }),
})

export const keysOf = ({ name, exchange, apiKey, secret, password }: KeysMessage): UnlockedKeys => ({
  name,
  exchange,
  apiKey: new Secret(apiKey),
  secret: new Secret(secret),
  ...(password === undefined ? {} : { password: new Secret(password) }),
})

export type Redact = (text: string) => string

/** Takes every part of the keys out of a text, also where it is part of JSON or of an address. */
export function redactor({ apiKey, secret, password }: ExchangeKeys): Redact {
  const parts = [apiKey, secret, ...(password === undefined ? [] : [password])].map((part) => part.reveal())
  const spellings = new Set(parts.flatMap((part) => [part, JSON.stringify(part).slice(1, -1), encodeURIComponent(part)]))
  // What is shorter is no key, and taking it out would tear up every text.
  const hidden = [...spellings].filter((part) => part.length > 3).sort((a, b) => b.length - a.length)
  return (text) => hidden.reduce((rest, part) => rest.replaceAll(part, '[secret]'), text)
}

/** A logger that shows no part of the keys, whoever hands it a text or an error with them. */
export function redactingLogger(logger: Logger, redact: Redact): Logger {
  const cleaned = (fields?: LogFields): LogFields | undefined =>
    fields === undefined
      ? undefined
      : Object.fromEntries(
          Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? redact(value) : value]),
        )
  return {
    debug: (message, fields) => logger.debug(redact(message), cleaned(fields)),
    info: (message, fields) => logger.info(redact(message), cleaned(fields)),
    warn: (message, fields) => logger.warn(redact(message), cleaned(fields)),
    error: (message, fields) => logger.error(redact(message), cleaned(fields)),
    child: (fields) => redactingLogger(logger.child(cleaned(fields) ?? {}), redact),
  }
}
