import type { LogFields, Logger, LogRecord, RecordLevel } from '../ports/index.ts'

/** Writes nothing and tells every line as it was given. */
export function tellingLogger(onRecord: (record: LogRecord) => void, about: LogFields = {}): Logger {
  const tell =
    (level: RecordLevel) =>
    (message: string, fields?: LogFields): void => {
      onRecord({ at: 0, level, message, fields: { ...about, ...fields } as LogRecord['fields'] })
    }
  return {
    debug: tell('debug'),
    info: tell('info'),
    warn: tell('warn'),
    error: tell('error'),
    child: (fields) => tellingLogger(onRecord, { ...about, ...fields }),
  }
}
