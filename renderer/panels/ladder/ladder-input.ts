import type { Price } from '../../../core/domain/index.ts'
import { listen, type Spot, spotOf } from '../book/index.ts'

export interface LadderActions {
  point(spot: Spot | undefined): void
  priceAt(spot: Spot): Price | undefined
  pick(price: Price, side: 'buy' | 'sell'): void
  /** Cancels the own orders there; false where there are none. */
  cancel(price: Price): boolean
  cursor(): Price | undefined
  /** Downwards by so many rows; from the middle where there is no cursor yet. */
  moveCursor(rows: number): void
  clearCursor(): void
  centre(): void
}

const MIDDLE_BUTTON = 1

/** Click: the ticket at that price, buy on the left half, sell on the right. Middle or right click: cancels own orders there. */
export function ladderPointer(host: HTMLElement, actions: LadderActions): () => void {
  const cancelUnder = (event: MouseEvent): void => {
    const at = actions.priceAt(spotOf(host, event))
    if (at !== undefined && actions.cancel(at)) event.preventDefault()
  }
  return listen(host, {
    pointermove: (event) => {
      actions.point(spotOf(host, event))
    },
    pointerleave: () => {
      actions.point(undefined)
    },
    click: (event) => {
      const spot = spotOf(host, event)
      const at = actions.priceAt(spot)
      if (at !== undefined) actions.pick(at, spot.x < host.clientWidth / 2 ? 'buy' : 'sell')
    },
    // A middle button pressed would otherwise start to scroll.
    mousedown: (event) => {
      if (event.button === MIDDLE_BUTTON) event.preventDefault()
    },
    auxclick: (event) => {
      if (event.button === MIDDLE_BUTTON) cancelUnder(event)
    },
    contextmenu: cancelUnder,
  })
}

const MOVES: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10 }

/** Arrows move the cursor; Enter fills the ticket to buy there, with Shift to sell; Delete cancels own orders there. */
export function ladderKeys(host: HTMLElement, actions: LadderActions): () => void {
  const handle = ({ key, shiftKey }: KeyboardEvent): boolean => {
    const rows = MOVES[key]
    const at = actions.cursor()
    if (rows !== undefined) actions.moveCursor(rows)
    else if (key === 'Home') actions.centre()
    else if (at === undefined) return false
    else if (key === 'Enter') actions.pick(at, shiftKey ? 'sell' : 'buy')
    else if (key === 'Delete' || key === 'Backspace') actions.cancel(at)
    else if (key === 'Escape') actions.clearCursor()
    else return false
    return true
  }
  return listen(host, {
    keydown: (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !handle(event)) return
      event.preventDefault()
      event.stopPropagation()
    },
    blur: () => {
      actions.clearCursor()
    },
  })
}
