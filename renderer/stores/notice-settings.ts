/** How this browser draws a person's attention. */
export interface NoticeSettings {
  readonly sound: boolean
  /** Percent. */
  readonly volume: number
  /** Messages of the operating system; the browser asks for leave first. */
  readonly desktop: boolean
  /** The title of a hidden page alternates. */
  readonly flash: boolean
}

export const DEFAULT_NOTICES: NoticeSettings = { sound: true, volume: 60, desktop: false, flash: true }

export function parseNotices(value: unknown): NoticeSettings {
  const get = (name: string): unknown => (value !== null && typeof value === 'object' ? Reflect.get(value, name) : undefined)
  const flag = (name: 'sound' | 'desktop' | 'flash'): boolean => {
    const kept = get(name)
    return typeof kept === 'boolean' ? kept : DEFAULT_NOTICES[name]
  }
  const volume = get('volume')
  const usable = typeof volume === 'number' && volume >= 0 && volume <= 100
  return {
    sound: flag('sound'),
    volume: usable ? volume : DEFAULT_NOTICES.volume,
    desktop: flag('desktop'),
    flash: flag('flash'),
  }
}
