export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>

/** Structured log. Implementations redact secrets; callers pass facts as fields, not inside the text. */
export interface Logger {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  child(fields: LogFields): Logger
}
