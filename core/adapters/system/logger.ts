import { pino } from 'pino'
import type { LogFields, Logger, LogRecord, RecordLevel } from '../../ports/index.ts'

export type LogLevel = RecordLevel | 'silent'

/** Field names whose values never reach a log. */
const SECRET_FIELDS = ['apiKey', 'secret', 'password', 'passphrase', 'token', 'authorization', 'signature', 'privateKey']

/** Credentials inside a text: `token=...`, `apiKey: ...`, and bearer headers. */
const SECRET_TEXT =
  /((?:api[-_]?key|secret|token|passw(?:or)?d|passphrase|signature|authorization)["']?\s*[=:]\s*["']?(?:bearer\s+)?)[^\s"'&,;}]+/gi

export const redact = (text: string): string => text.replace(SECRET_TEXT, '$1[redacted]')

type Clean = LogRecord['fields']

function clean(fields: LogFields | undefined): Clean {
  const out: Record<string, Clean[string]> = {}
  for (const [key, value] of Object.entries(fields ?? {})) {
    if (value === undefined) continue
    if (SECRET_FIELDS.includes(key)) out[key] = '[redacted]'
    else out[key] = typeof value === 'string' ? redact(value) : value
  }
  return out
}

/**
 * JSON lines on stderr with ISO time; stdout belongs to the command's own output. `onRecord` is told each line that is
 * written, as clean as it was written and without `base`, which names the writer.
 */
export function createLogger(level: LogLevel, base: LogFields = {}, onRecord?: (record: LogRecord) => void): Logger {
  const sink = pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination({ dest: 2, sync: true }),
  ).child(clean(base))
  const wrap = (target: typeof sink, about: Clean): Logger => {
    const write = (at: RecordLevel, message: string, fields?: LogFields): void => {
      if (!target.isLevelEnabled(at)) return
      const [said, facts] = [redact(message), clean(fields)]
      target[at](facts, said)
      onRecord?.({ at: Date.now(), level: at, message: said, fields: { ...about, ...facts } })
    }
    return {
      debug: (message, fields) => {
        write('debug', message, fields)
      },
      info: (message, fields) => {
        write('info', message, fields)
      },
      warn: (message, fields) => {
        write('warn', message, fields)
      },
      error: (message, fields) => {
        write('error', message, fields)
      },
      child: (fields) => wrap(target.child(clean(fields)), { ...about, ...clean(fields) }),
    }
  }
  return wrap(sink, {})
}
