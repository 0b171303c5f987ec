/** One file of the user's own strategies, as text that a sandbox can take. */
export interface UserStrategyFile {
  /** The file's name without `.ts`. */
  readonly id: string
  readonly file: string
  /** A fingerprint of the text. */
  readonly revision: string
  /** JavaScript; null where the file cannot be made into it, and then `problem` says why. */
  readonly code: string | null
  /** `file:line:column: message`. */
  readonly problem: string | null
}

export interface UserStrategyFolder {
  /** All files as they are now; the very same list while nothing changed. */
  scan(): readonly UserStrategyFile[]
}
