import type { Millis } from '../../domain/index.ts'

/** One line of a recording. */
export interface CaptureRecord {
  readonly kind: 'http' | 'connect' | 'send' | 'recv'
  /** Which socket or REST client it went over. */
  readonly connection: string
  readonly receivedTime: Millis
  readonly url?: string
  /** The text exactly as received or sent; empty for `connect`. */
  readonly text: string
}

export const CAPTURE_FORMATS = ['sentinel', 'cryptofeed', 'hftbacktest'] as const
export type CaptureFormat = (typeof CAPTURE_FORMATS)[number]

/** A record, `skip` for a line without market content (a header), or why the line is corrupt. */
export type LineResult =
  | { readonly type: 'record'; readonly record: CaptureRecord }
  | { readonly type: 'skip' }
  | { readonly type: 'corrupt'; readonly reason: string }

export const SKIP: LineResult = { type: 'skip' }
export const corrupt = (reason: string): LineResult => ({ type: 'corrupt', reason })
