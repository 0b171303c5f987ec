export interface MeasureOptions {
  readonly host: HTMLElement
  /** What lies between two places of the chart, in lines; empty where nothing can be said. */
  readonly describe: (from: Place, to: Place) => readonly string[]
  readonly onActive: (active: boolean) => void
}

export interface Place {
  readonly x: number
  readonly y: number
}

const LABEL_HEIGHT = 44

/** Shift and drag: how far apart two places are. The next press, or Escape, takes it away. Returns the function that ends it. */
export function measureOn({ host, describe, onActive }: MeasureOptions): () => void {
  const box = document.createElement('div')
  const label = document.createElement('div')
  box.className = 'chart-measure'
  label.className = 'chart-measure-label num'
  label.setAttribute('role', 'status')
  let from: Place | undefined
  const placeOf = (event: PointerEvent): Place => {
    const { left, top } = host.getBoundingClientRect()
    return { x: event.clientX - left, y: event.clientY - top }
  }
  const clear = (): void => {
    box.remove()
    label.remove()
    if (from !== undefined) onActive(false)
    from = undefined
  }
  const draw = (start: Place, end: Place): void => {
    const lines = describe(start, end)
    const top = Math.min(start.y, end.y)
    box.style.cssText = `left:${String(Math.min(start.x, end.x))}px;top:${String(top)}px;width:${String(Math.abs(end.x - start.x))}px;height:${String(Math.abs(end.y - start.y))}px`
    box.dataset['way'] = end.y <= start.y ? 'up' : 'down'
    label.textContent = lines.join('\n')
    label.style.left = `${String(Math.max(4, Math.min(end.x + 8, host.clientWidth - 190)))}px`
    label.style.top = `${String(Math.max(4, Math.min(end.y + 8, host.clientHeight - LABEL_HEIGHT)))}px`
  }
  const down = (event: PointerEvent): void => {
    clear()
    if (!event.shiftKey || event.button !== 0) return
    from = placeOf(event)
    host.setPointerCapture(event.pointerId)
    host.append(box, label)
    draw(from, from)
    onActive(true)
    event.preventDefault()
    event.stopPropagation()
  }
  const move = (event: PointerEvent): void => {
    if (from === undefined || !host.hasPointerCapture(event.pointerId)) return
    draw(from, placeOf(event))
    event.stopPropagation()
  }
  const up = (event: PointerEvent): void => {
    if (from === undefined) return
    from = undefined
    onActive(false)
    event.stopPropagation()
  }
  const key = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') clear()
  }
  host.addEventListener('pointerdown', down, true)
  host.addEventListener('pointermove', move, true)
  host.addEventListener('pointerup', up, true)
  window.addEventListener('keydown', key)
  return () => {
    clear()
    host.removeEventListener('pointerdown', down, true)
    host.removeEventListener('pointermove', move, true)
    host.removeEventListener('pointerup', up, true)
    window.removeEventListener('keydown', key)
  }
}
