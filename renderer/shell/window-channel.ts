export interface HomeComing {
  readonly place: string
  readonly title: string
}

const CHANNEL = 'sentinel-panels'

const isHomeComing = (value: unknown): value is HomeComing =>
  value !== null &&
  typeof value === 'object' &&
  typeof Reflect.get(value, 'place') === 'string' &&
  typeof Reflect.get(value, 'title') === 'string'

/** Hands panels of a pop-out to the main window. */
export function sendHome(panels: readonly HomeComing[]): void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.postMessage(panels)
  channel.close()
}

/** Takes panels that pop-outs hand back, until the returned function is called. */
export function receiveHome(take: (panel: HomeComing) => void): () => void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (Array.isArray(data)) for (const panel of data.filter(isHomeComing)) take(panel)
  })
  return () => {
    channel.close()
  }
}
