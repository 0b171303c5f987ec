/** Where the pointer is on a surface, CSS pixels. */
export interface Spot {
  readonly x: number
  readonly y: number
}

export const spotOf = (host: HTMLElement, event: MouseEvent): Spot => {
  const box = host.getBoundingClientRect()
  return { x: event.clientX - box.left, y: event.clientY - box.top }
}

type Handlers = { readonly [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void }

/** Adds every handler to `host`. Returns the function that removes them. */
export function listen(host: HTMLElement, handlers: Handlers): () => void {
  const entries = Object.entries(handlers) as [string, EventListener][]
  // A wheel turned over a picture zooms it; the page must not scroll as well.
  for (const [type, handler] of entries) host.addEventListener(type, handler, { passive: false })
  return () => {
    for (const [type, handler] of entries) host.removeEventListener(type, handler)
  }
}
