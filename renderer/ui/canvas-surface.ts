/** What a painter gets: a context scaled to CSS pixels and the size in CSS pixels. */
export interface Frame {
  readonly context: CanvasRenderingContext2D
  readonly width: number
  readonly height: number
  readonly palette: Palette
}

export interface Palette {
  readonly surface: string
  readonly raised: string
  readonly line: string
  readonly lineStrong: string
  readonly number: string
  readonly text: string
  readonly label: string
  readonly accent: string
  readonly warn: string
  readonly up: string
  readonly down: string
  readonly mono: string
  readonly sans: string
}

/** The theme's colours as a canvas wants them. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement)
  const get = (name: string): string => style.getPropertyValue(name).trim()
  return {
    surface: get('--surface-1'),
    raised: get('--surface-2'),
    line: get('--line'),
    lineStrong: get('--line-strong'),
    number: get('--number'),
    text: get('--text'),
    label: get('--label'),
    accent: get('--accent'),
    warn: get('--warn'),
    up: get('--up'),
    down: get('--down'),
    mono: get('--font-number'),
    sans: get('--font-text'),
  }
}

/**
 * A canvas that fills its host, sharp at any pixel ratio, painted at most once per animation frame
 * however often it is invalidated. Lives outside React.
 */
export class CanvasSurface {
  readonly canvas: HTMLCanvasElement
  readonly #host: HTMLElement
  readonly #paint: (frame: Frame) => void
  readonly #observer: ResizeObserver
  readonly #context: CanvasRenderingContext2D | null
  #palette: Palette
  #width = 0
  #height = 0
  #frame = 0

  constructor(host: HTMLElement, paint: (frame: Frame) => void) {
    this.#host = host
    this.#paint = paint
    this.canvas = document.createElement('canvas')
    this.#context = this.canvas.getContext('2d', { alpha: false })
    this.#palette = readPalette()
    host.append(this.canvas)
    this.#observer = new ResizeObserver(() => {
      this.#resize()
    })
    this.#observer.observe(host)
    this.#resize()
    document.fonts.ready.then(
      () => {
        this.invalidate()
      },
      () => {
        this.invalidate()
      },
    )
  }

  invalidate(): void {
    if (this.#frame !== 0) return
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0
      this.#draw()
    })
  }

  /** After a theme change. */
  restyle(): void {
    this.#palette = readPalette()
    this.invalidate()
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame)
    this.#observer.disconnect()
    this.canvas.remove()
  }

  #resize(): void {
    const { clientWidth, clientHeight } = this.#host
    this.#width = clientWidth
    this.#height = clientHeight
    const ratio = devicePixelRatio
    this.canvas.width = Math.max(1, Math.round(clientWidth * ratio))
    this.canvas.height = Math.max(1, Math.round(clientHeight * ratio))
    this.canvas.style.width = `${String(clientWidth)}px`
    this.canvas.style.height = `${String(clientHeight)}px`
    this.#draw()
  }

  #draw(): void {
    const context = this.#context
    const width = this.#width
    const height = this.#height
    if (context === null || width === 0 || height === 0) return
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0)
    context.fillStyle = this.#palette.surface
    context.fillRect(0, 0, width, height)
    this.#paint({ context, width, height, palette: this.#palette })
  }
}
