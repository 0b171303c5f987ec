import type { AlertRow, SignalRow } from '../../core/contract/index.ts'

/** Least urgent first. */
export const ALARM_KINDS = ['created', 'half', 'late', 'critical'] as const
export type AlarmKind = (typeof ALARM_KINDS)[number]

export interface Alarm {
  readonly kind: AlarmKind
  /** Of the signal or the alert. */
  readonly id: string
}

export interface AlarmSources {
  readonly signals: Iterable<SignalRow>
  readonly alerts: Iterable<AlertRow>
  readonly isAcknowledged: (alert: AlertRow) => boolean
}

export interface AlarmLook {
  readonly due: readonly Alarm[]
  /** Ids whose alarms are over. */
  readonly ended: readonly string[]
}

/** Shares of its time to live at which a waiting signal is called out, beside its creation. */
const STAGES = [
  { from: 0, kind: 'created' },
  { from: 0.5, kind: 'half' },
  { from: 0.8, kind: 'late' },
] as const

/** The stage that a signal is in at a time; -1 before its creation. */
function stageAt({ createdAt, expiresAt }: SignalRow, at: number): number {
  const share = (at - createdAt) / Math.max(1, expiresAt - createdAt)
  return STAGES.findLastIndex(({ from }) => share >= from)
}

/**
 * Which alarms are due: a waiting signal at its creation and at 50 and 80 percent of its time to live, a critical alert once.
 * After a pause only the newest stage is called. What happened before the page was opened is on its screen and is not called.
 */
export class AlarmPlan {
  readonly #openedAt: number
  /** The stage last called, by signal. */
  readonly #called = new Map<string, number>()
  readonly #alerts = new Set<string>()

  constructor(openedAt: number) {
    this.#openedAt = openedAt
  }

  look({ signals, alerts, isAcknowledged }: AlarmSources, now: number): AlarmLook {
    const due: Alarm[] = []
    const waiting = new Set<string>()
    for (const signal of signals) {
      if (signal.state !== 'PENDING' || now >= signal.expiresAt) continue
      waiting.add(signal.id)
      // An advisory signal asks for no decision, so that its time running out is no reason to hurry anybody.
      const stage = signal.mode === 'advisory' ? Math.min(0, stageAt(signal, now)) : stageAt(signal, now)
      const called = this.#called.get(signal.id) ?? stageAt(signal, this.#openedAt)
      this.#called.set(signal.id, Math.max(stage, called))
      const kind = STAGES[stage]?.kind
      if (stage > called && kind !== undefined) due.push({ kind, id: signal.id })
    }
    const ended = [...this.#called.keys()].filter((id) => !waiting.has(id))
    for (const id of ended) this.#called.delete(id)
    const rung = this.#ring(alerts, isAcknowledged)
    return { due: [...due, ...rung.due], ended: [...ended, ...rung.ended] }
  }

  #ring(alerts: AlarmSources['alerts'], isAcknowledged: AlarmSources['isAcknowledged']): AlarmLook {
    const open = new Set<string>()
    for (const alert of alerts)
      if (alert.severity === 'critical' && alert.at >= this.#openedAt && !isAcknowledged(alert)) open.add(alert.id)
    const due = [...open].filter((id) => !this.#alerts.has(id)).map((id): Alarm => ({ kind: 'critical', id }))
    const ended = [...this.#alerts].filter((id) => !open.has(id))
    for (const { id } of due) this.#alerts.add(id)
    for (const id of ended) this.#alerts.delete(id)
    return { due, ended }
  }
}

/** The one sound for several alarms at once. */
export const mostUrgent = (alarms: readonly Alarm[]): AlarmKind | undefined =>
  ALARM_KINDS.findLast((kind) => alarms.some((alarm) => alarm.kind === kind))
