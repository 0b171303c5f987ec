const NAME = /^[a-z0-9-]{1,24}$/

/** The name of a pop-out window from its address, `?window=w2`; empty for the main window. */
export function windowNameIn(search: string): string {
  const name = new URLSearchParams(search).get('window') ?? ''
  return NAME.test(name) ? name : ''
}

/** Where a window keeps its arrangement. */
export const arrangementKey = (name: string): string => (name === '' ? 'sentinel.layout.1' : `sentinel.layout.window.${name}`)
