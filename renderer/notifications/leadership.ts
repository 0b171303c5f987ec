/** The part of the browser's locks that is needed: a name held by one page of the origin at a time, until the promise ends. */
export interface Locks {
  request(name: string, hold: () => Promise<void>): Promise<unknown>
}

export interface Leadership {
  readonly leading: () => boolean
  /** Hands over to another window. */
  readonly resign: () => void
}

/**
 * One window of many leads: whoever holds the lock. When it goes, however it goes, the browser gives the lock to the next.
 * Where the browser has no locks every window leads, since a doubled sound is better than none.
 */
export function leadership(locks: Locks | undefined, name: string): Leadership {
  if (locks === undefined) return { leading: () => true, resign: () => undefined }
  let leading = false
  let resigned = false
  let letGo: () => void = () => undefined
  void locks.request(name, () => {
    if (resigned) return Promise.resolve()
    leading = true
    return new Promise((resolve) => {
      letGo = resolve
    })
  })
  return {
    leading: () => leading,
    resign: () => {
      resigned = true
      leading = false
      letGo()
    },
  }
}
