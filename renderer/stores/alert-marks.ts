import type { StoreApi } from 'zustand/vanilla'
import type { AlertRow } from '../../core/contract/index.ts'
import { type KeptStorage, keptStore } from './kept-store.ts'

/** What the person has dealt with; only here, the services know nothing of it. */
export interface AlertMarks {
  /** Every alert up to this time was acknowledged, epoch ms. */
  readonly until: number
  /** Acknowledged one by one, later than that. */
  readonly acknowledged: readonly string[]
  /** Sources whose alerts count and ring no more. Critical ones ring all the same. */
  readonly muted: readonly string[]
}

/** Services keep fewer alerts than this. */
const MOST = 1_000

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string').slice(-MOST) : []

export function parseAlertMarks(text: string | null): AlertMarks {
  let value: unknown
  try {
    value = JSON.parse(text ?? '{}')
  } catch {
    value = {}
  }
  const get = (name: string): unknown => (value !== null && typeof value === 'object' ? Reflect.get(value, name) : undefined)
  const until = get('until')
  return {
    until: typeof until === 'number' && Number.isFinite(until) ? until : 0,
    acknowledged: texts(get('acknowledged')),
    muted: texts(get('muted')),
  }
}

export const alertMarksStore = (storage: KeptStorage): StoreApi<AlertMarks> =>
  keptStore(storage, 'sentinel.alerts', parseAlertMarks)

export const isAcknowledged = ({ until, acknowledged }: AlertMarks, { at, id }: Pick<AlertRow, 'at' | 'id'>): boolean =>
  at <= until || acknowledged.includes(id)

export const isMuted = ({ muted }: AlertMarks, { source, severity }: Pick<AlertRow, 'source' | 'severity'>): boolean =>
  severity !== 'critical' && muted.includes(source)

/** What still asks for a look: neither acknowledged nor muted, and more than a piece of information. */
export const isUnread = (marks: AlertMarks, alert: AlertRow): boolean =>
  alert.severity !== 'info' && !isAcknowledged(marks, alert) && !isMuted(marks, alert)

export const acknowledge = (store: StoreApi<AlertMarks>, id: string): void => {
  store.setState(({ acknowledged }) => ({ acknowledged: [...acknowledged, id].slice(-MOST) }))
}

export const acknowledgeAll = (store: StoreApi<AlertMarks>, alerts: readonly AlertRow[]): void => {
  const newest = Math.max(...alerts.map(({ at }) => at), store.getState().until)
  store.setState({ until: newest, acknowledged: [] })
}

export const toggleMute = (store: StoreApi<AlertMarks>, source: string): void => {
  store.setState(({ muted }) => ({
    muted: muted.includes(source) ? muted.filter((other) => other !== source) : [...muted, source].slice(-MOST),
  }))
}
