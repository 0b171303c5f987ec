const KEY = 'sentinel.token'

export interface TokenPlace {
  /** The fragment of the address, with its leading `#`. */
  readonly hash: string
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>
  /** Takes the secret out of the address bar and of the history. */
  clearHash(): void
}

/**
 * The session's token: from the address the host printed (`#token=...`), else the one kept for
 * this tab. Undefined when this tab was never given one.
 */
export function takeToken(place: TokenPlace): string | undefined {
  const given = new URLSearchParams(place.hash.replace(/^#/, '')).get('token')
  if (given !== null && given !== '') {
    place.storage.setItem(KEY, given)
    place.clearHash()
    return given
  }
  return place.storage.getItem(KEY) ?? undefined
}

/**
 * The token of the window that opened this one: it may have been given a newer one since, when the host was started again.
 * Undefined for a window that nobody opened, whose opener is gone, or whose opener is a stranger.
 */
export function openersToken(opener: unknown): string | undefined {
  try {
    const storage: unknown = opener !== null && typeof opener === 'object' ? Reflect.get(opener, 'sessionStorage') : undefined
    const token: unknown = storage !== null && typeof storage === 'object' ? Reflect.get(storage, KEY) : undefined
    return typeof token === 'string' ? token : undefined
  } catch {
    // The browser throws where the opener is of another origin or was closed.
    return undefined
  }
}
