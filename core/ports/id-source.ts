/** Identifiers that are unique across restarts; deterministic in replay and tests. */
export interface IdSource {
  next(prefix: string): string
}
