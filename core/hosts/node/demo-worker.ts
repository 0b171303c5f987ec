/** What the demo exchange's thread is started with and what it says. */
export interface DemoSettings {
  readonly source: 'recording' | 'market'
  readonly speed: number
  /** Folder of the recordings. */
  readonly dataDir: string
}

export type DemoMessage =
  | { readonly type: 'ready'; readonly endpoint: string; readonly symbols: readonly string[]; readonly note: string }
  | { readonly type: 'failed'; readonly reason: string }
