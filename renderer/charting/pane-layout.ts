import type { IChartApi } from 'lightweight-charts'

export interface PanePlace {
  /** `price`, `volume` or the key of an indicator. */
  readonly key: string
  /** CSS pixels from the top of the chart. */
  readonly top: number
  readonly height: number
}

/** Shares of the height by pane. */
export type PaneHeights = Readonly<Record<string, number>>

const USUAL: PaneHeights = { price: 4, volume: 0.9 }
const OWN = 1.2

const round = (value: number): number => Math.round(value * 1_000) / 1_000

/** Keeps the heights of panes by what is in them, and tells where they are. */
export class PaneLayout {
  readonly #chart: IChartApi
  readonly #host: HTMLElement
  readonly #onPlaces: (places: readonly PanePlace[]) => void
  readonly #onHeights: (heights: PaneHeights) => void
  readonly #observer: ResizeObserver
  #keys: readonly string[] = ['price']
  #told = ''
  #heights: PaneHeights = {}

  constructor(
    chart: IChartApi,
    host: HTMLElement,
    told: { readonly onPlaces: (places: readonly PanePlace[]) => void; readonly onHeights: (heights: PaneHeights) => void },
  ) {
    this.#chart = chart
    this.#host = host
    this.#onPlaces = told.onPlaces
    this.#onHeights = told.onHeights
    this.#observer = new ResizeObserver(() => {
      this.#tell()
    })
    window.addEventListener('pointerup', this.#resized)
    window.addEventListener('mouseup', this.#resized)
  }

  /** `keys`: the panes there are, from the top. */
  arrange(keys: readonly string[], heights: PaneHeights): void {
    this.#keys = keys
    this.#heights = heights
    this.#observer.disconnect()
    const panes = this.#chart.panes()
    keys.forEach((key, index) => {
      panes[index]?.setStretchFactor(heights[key] ?? USUAL[key] ?? OWN)
    })
    requestAnimationFrame(() => {
      for (const pane of this.#chart.panes()) {
        const element = pane.getHTMLElement()
        if (element !== null) this.#observer.observe(element)
      }
      this.#tell()
    })
  }

  dispose(): void {
    this.#observer.disconnect()
    window.removeEventListener('pointerup', this.#resized)
    window.removeEventListener('mouseup', this.#resized)
  }

  readonly #resized = (): void => {
    const panes = this.#chart.panes()
    const now = this.#keys.map((key, index) => [key, panes[index]?.getStretchFactor() ?? 0] as const)
    const moved = now.some(([key, factor]) => round(factor) !== round(this.#heights[key] ?? USUAL[key] ?? OWN))
    if (!moved || now.some(([, factor]) => factor <= 0)) return
    this.#heights = { ...this.#heights, ...Object.fromEntries(now) }
    this.#onHeights(this.#heights)
  }

  #tell(): void {
    const top = this.#host.getBoundingClientRect().top
    const panes = this.#chart.panes()
    const places = this.#keys.flatMap((key, index): readonly PanePlace[] => {
      const box = panes[index]?.getHTMLElement()?.getBoundingClientRect()
      return box === undefined ? [] : [{ key, top: Math.round(box.top - top), height: Math.round(box.height) }]
    })
    const text = JSON.stringify(places)
    if (text === this.#told) return
    this.#told = text
    this.#onPlaces(places)
  }
}
