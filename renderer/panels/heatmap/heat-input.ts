import { listen, type Spot, spotOf } from '../book/index.ts'

export interface HeatActions {
  point(spot: Spot | undefined): void
  /** A drag begins: time stands still under it. */
  hold(): void
  release(): void
  /** CSS pixels that the picture is moved by: to the right into the past, downwards to higher prices. */
  pan(dx: number, dy: number): void
  zoomTime(factor: number): void
  zoomPrice(factor: number): void
  fit(): void
}

const WHEEL = 1.15
const STEP = 40

const KEYS: Readonly<Record<string, (actions: HeatActions, shift: boolean) => void>> = {
  ArrowLeft: (actions) => actions.pan(STEP, 0),
  ArrowRight: (actions) => actions.pan(-STEP, 0),
  ArrowUp: (actions) => actions.pan(0, STEP),
  ArrowDown: (actions) => actions.pan(0, -STEP),
  '+': (actions, shift) => (shift ? actions.zoomPrice(1 / WHEEL) : actions.zoomTime(1 / WHEEL)),
  '=': (actions) => actions.zoomTime(1 / WHEEL),
  '-': (actions) => actions.zoomTime(WHEEL),
  _: (actions) => actions.zoomPrice(WHEEL),
  Home: (actions) => actions.fit(),
}

/** Drag moves, the wheel zooms time, with Shift prices, a double click looks at the market again; arrows and + - do the same. */
export function heatInput(host: HTMLElement, actions: HeatActions): () => void {
  let held: Spot | undefined
  return listen(host, {
    pointerdown: (event) => {
      if (event.button !== 0) return
      held = spotOf(host, event)
      host.setPointerCapture(event.pointerId)
      actions.hold()
    },
    pointermove: (event) => {
      const spot = spotOf(host, event)
      if (held !== undefined) {
        actions.pan(spot.x - held.x, spot.y - held.y)
        held = spot
      }
      actions.point(spot)
    },
    pointerup: () => {
      if (held === undefined) return
      held = undefined
      actions.release()
    },
    pointercancel: () => {
      held = undefined
    },
    pointerleave: () => {
      if (held === undefined) actions.point(undefined)
    },
    dblclick: () => {
      actions.fit()
    },
    wheel: (event) => {
      event.preventDefault()
      // With Shift some browsers turn the wheel sideways.
      const by = event.deltaY === 0 ? event.deltaX : event.deltaY
      const factor = by > 0 ? WHEEL : 1 / WHEEL
      if (event.shiftKey) actions.zoomPrice(factor)
      else actions.zoomTime(factor)
    },
    keydown: (event) => {
      const action = event.ctrlKey || event.metaKey || event.altKey ? undefined : KEYS[event.key]
      if (action === undefined) return
      event.preventDefault()
      event.stopPropagation()
      action(actions, event.shiftKey)
    },
  })
}
