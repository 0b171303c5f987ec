export interface DragTarget {
  readonly id: string
  readonly y: number
}

export interface LineDragOptions {
  readonly host: HTMLElement
  /** Lines that may be dragged, where they are now in CSS pixels from the top of the host. */
  readonly targets: () => readonly DragTarget[]
  readonly onStart: (id: string) => void
  readonly onMove: (id: string, y: number) => void
  readonly onDrop: (id: string, y: number) => void
}

const REACH = 5

/** Lets the pointer pick up a horizontal line and put it elsewhere. Escape lets go without a change. */
export function dragLines({ host, targets, onStart, onMove, onDrop }: LineDragOptions): () => void {
  let held: { readonly id: string; readonly from: number } | undefined
  const yOf = (event: PointerEvent): number => event.clientY - host.getBoundingClientRect().top
  const near = (y: number): DragTarget | undefined => targets().find((target) => Math.abs(target.y - y) <= REACH)
  const down = (event: PointerEvent): void => {
    // With Shift the person measures.
    const target = event.button === 0 && !event.shiftKey ? near(yOf(event)) : undefined
    if (target === undefined) return
    held = { id: target.id, from: target.y }
    host.setPointerCapture(event.pointerId)
    onStart(target.id)
    event.preventDefault()
    event.stopPropagation()
  }
  const move = (event: PointerEvent): void => {
    const y = yOf(event)
    if (held === undefined) {
      host.style.cursor = near(y) === undefined ? '' : 'ns-resize'
      return
    }
    onMove(held.id, y)
    event.stopPropagation()
  }
  const up = (event: PointerEvent): void => {
    if (held === undefined) return
    const { id } = held
    held = undefined
    onDrop(id, yOf(event))
    event.stopPropagation()
  }
  const letGo = (): void => {
    if (held === undefined) return
    const { id, from } = held
    held = undefined
    onMove(id, from)
    onDrop(id, from)
  }
  const key = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') letGo()
  }
  host.addEventListener('pointerdown', down, true)
  host.addEventListener('pointermove', move, true)
  host.addEventListener('pointerup', up, true)
  host.addEventListener('pointercancel', letGo)
  window.addEventListener('keydown', key)
  return () => {
    host.removeEventListener('pointerdown', down, true)
    host.removeEventListener('pointermove', move, true)
    host.removeEventListener('pointerup', up, true)
    host.removeEventListener('pointercancel', letGo)
    window.removeEventListener('keydown', key)
  }
}
