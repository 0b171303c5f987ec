export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>

/** Of a line; a logger may be told to write none below one of them. */
export type RecordLevel = 'debug' | 'info' | 'warn' | 'error'

/** One line as it was written, cleaned of secrets. */
export interface LogRecord {
  /** Epoch ms. */
  readonly at: number
  readonly level: RecordLevel
  readonly message: string
  /** What the line itself says, without what names its writer. */
  readonly fields: Readonly<Record<string, string | number | boolean | null>>
}

/** Structured log. Implementations redact secrets; callers pass facts as fields, not inside the text. */
export interface Logger {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  child(fields: LogFields): Logger
}
