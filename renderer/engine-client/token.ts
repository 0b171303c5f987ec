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
