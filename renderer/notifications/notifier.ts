import { createStore, type StoreApi } from 'zustand/vanilla'
import { isAcknowledged, type Terminal } from '../stores/index.ts'
import { type Alarm, type AlarmKind, AlarmPlan, mostUrgent } from './alarm-plan.ts'
import { type AlarmText, alertText, signalText } from './alarm-text.ts'

/** What can be heard and seen; the browser's in the program, notes in a test. */
export interface NoticeDevices {
  play(kind: AlarmKind, volume: number): void
  show(id: string, text: AlarmText, onClick: () => void): void
  close(id: string): void
  /** Brings what an alarm is about before the person. */
  open(alarm: Alarm): void
}

export interface Ringing {
  readonly alarm: Alarm
  readonly text: AlarmText
}

export interface Notifier {
  /** Alarms that are not over, oldest first; for the title of the page. */
  readonly ringing: StoreApi<{ readonly alarms: readonly Ringing[] }>
  stop(): void
}

export interface NotifierOptions {
  readonly terminal: Terminal
  readonly devices: NoticeDevices
  /** Whether this window makes the noise. */
  readonly leading: () => boolean
}

/** Calls out waiting signals and critical alerts. Every window follows the plan, so that each can take over; one makes the noise. */
export function startNotifier({ terminal, devices, leading }: NotifierOptions): Notifier {
  const { topics, clock, settings, alertMarks, reference } = terminal
  const plan = new AlarmPlan(clock.now())
  const ringing = createStore<{ readonly alarms: readonly Ringing[] }>(() => ({ alarms: [] }))
  const signals = topics.store('trading.signals')
  const alerts = topics.store('system.alerts')
  const state = topics.store('trading.state')

  const textOf = ({ kind, id }: Alarm): AlarmText | undefined => {
    const alert = alerts.getState().rows.get(id)
    if (kind === 'critical') return alert === undefined ? undefined : alertText(alert)
    const signal = signals.getState().rows.get(id)
    if (signal === undefined) return undefined
    const symbol = reference.getState().instruments.get(signal.instrument)?.symbol ?? signal.instrument
    const environment = state.getState().rows.get('all')?.environment ?? 'unknown'
    return signalText(kind, signal, { symbol, environment, now: clock.now() })
  }

  const look = (): void => {
    const marks = alertMarks.getState()
    const { due, ended } = plan.look(
      {
        signals: signals.getState().rows.values(),
        alerts: alerts.getState().rows.values(),
        isAcknowledged: (alert) => isAcknowledged(marks, alert),
      },
      clock.now(),
    )
    if (due.length === 0 && ended.length === 0) return
    for (const id of ended) devices.close(id)
    const told = due.flatMap((alarm) => {
      const text = textOf(alarm)
      return text === undefined ? [] : [{ alarm, text }]
    })
    const over = new Set([...ended, ...due.map(({ id }) => id)])
    ringing.setState(({ alarms }) => ({ alarms: [...alarms.filter(({ alarm }) => !over.has(alarm.id)), ...told] }))
    if (leading()) callOut(told)
  }

  const callOut = (told: readonly Ringing[]): void => {
    const { sound, volume, desktop } = settings.getState().notices
    const kind = mostUrgent(told.map(({ alarm }) => alarm))
    if (sound && kind !== undefined) devices.play(kind, volume)
    if (!desktop) return
    for (const { alarm, text } of told)
      devices.show(alarm.id, text, () => {
        devices.open(alarm)
      })
  }

  const stops = [
    topics.hold('trading.signals'),
    topics.hold('system.alerts'),
    topics.hold('trading.state'),
    signals.subscribe(look),
    alerts.subscribe(look),
    alertMarks.subscribe(look),
    // Messages arrive in hidden pages too, whose timers browsers slow down.
    terminal.now.subscribe(look),
  ]
  look()
  return {
    ringing,
    stop: () => {
      for (const stop of stops) stop()
    },
  }
}
