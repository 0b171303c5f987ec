/** What the double's main process and the process that holds the browser say to one another. Ports go beside `ipc`. */
export type ToPage =
  | { readonly type: 'open'; readonly window: number; readonly preload: string; readonly width: number; readonly height: number }
  | { readonly type: 'load'; readonly window: number; readonly url: string }
  | { readonly type: 'reload'; readonly window: number }
  | { readonly type: 'close'; readonly window: number }
  | { readonly type: 'crash'; readonly window: number }
  | { readonly type: 'ipc'; readonly window: number; readonly channel: string; readonly args: readonly unknown[] }
  | { readonly type: 'invoked'; readonly window: number; readonly call: number; readonly ok: boolean; readonly value: unknown }
  | { readonly type: 'answer'; readonly request: number; readonly answer: PageAnswer }
  | { readonly type: 'window-opened'; readonly request: number; readonly window: number | null; readonly preload: string }

/** Null: the request is refused. */
export type PageAnswer = {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Uint8Array
} | null

export type FromPage =
  | { readonly type: 'ready'; readonly endpoint: string }
  | { readonly type: 'failed'; readonly reason: string }
  | {
      readonly type: 'request'
      readonly request: number
      readonly window: number
      readonly url: string
      readonly method: string
      /** A navigation of the window itself. */
      readonly document: boolean
    }
  | {
      readonly type: 'open-window'
      readonly request: number
      readonly window: number
      readonly url: string
      readonly name: string
    }
  | { readonly type: 'committed'; readonly window: number; readonly url: string }
  | { readonly type: 'loaded'; readonly window: number }
  | { readonly type: 'ipc'; readonly window: number; readonly channel: string; readonly args: readonly unknown[] }
  | {
      readonly type: 'invoke'
      readonly window: number
      readonly call: number
      readonly channel: string
      readonly args: readonly unknown[]
    }
  | { readonly type: 'closed'; readonly window: number }
  | { readonly type: 'crashed'; readonly window: number }

/**
 * Chromium knows no schemes of ours, so a page stands at `https://HOST.sentinel.test` there and at
 * `sentinel://HOST` for the program. No name is looked up: every request is answered before it leaves.
 */
const ZONE = '.sentinel.test'

export function toBrowser(url: string): string {
  const { protocol, host, pathname, search, hash } = new URL(url)
  return protocol === 'sentinel:' ? `https://${host}${ZONE}${pathname}${search}${hash}` : url
}

export function fromBrowser(url: string): string {
  if (!URL.canParse(url)) return url
  const { protocol, hostname, pathname, search, hash } = new URL(url)
  if (protocol !== 'https:' || !hostname.endsWith(ZONE)) return url
  return `sentinel://${hostname.slice(0, -ZONE.length)}${pathname}${search}${hash}`
}
