import { pino } from 'pino'
import type { LogFields, Logger } from '../../ports/index.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** Field names whose values never reach a log. */
const SECRET_FIELDS = ['apiKey', 'secret', 'password', 'passphrase', 'token', 'authorization', 'signature', 'privateKey']

/** Credentials inside a text: `token=...`, `apiKey: ...`, and bearer headers. */
const SECRET_TEXT =
  /((?:api[-_]?key|secret|token|passw(?:or)?d|passphrase|signature|authorization)["']?\s*[=:]\s*["']?(?:bearer\s+)?)[^\s"'&,;}]+/gi

export const redact = (text: string): string => text.replace(SECRET_TEXT, '$1[redacted]')

const clean = (fields: LogFields | undefined): Record<string, unknown> => {
  const out: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(fields ?? {})) out[key] = typeof value === 'string' ? redact(value) : value
  return out
}

/** JSON lines on stderr with ISO time; stdout belongs to the command's own output. */
export function createLogger(level: LogLevel, base: LogFields = {}): Logger {
  const sink = pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_FIELDS, censor: '[redacted]' },
    },
    pino.destination({ dest: 2, sync: true }),
  ).child(clean(base))
  const wrap = (target: typeof sink): Logger => ({
    debug: (message, fields) => {
      target.debug(clean(fields), redact(message))
    },
    info: (message, fields) => {
      target.info(clean(fields), redact(message))
    },
    warn: (message, fields) => {
      target.warn(clean(fields), redact(message))
    },
    error: (message, fields) => {
      target.error(clean(fields), redact(message))
    },
    child: (fields) => wrap(target.child(clean(fields))),
  })
  return wrap(sink)
}
