import { type ReactNode, useState } from 'react'
import { ALARM_KINDS, type AlarmKind, ownMessages, playChime, soundAllowed } from '../../notifications/index.ts'
import { type NoticeSettings, useSettings, useTerminal } from '../../stores/index.ts'
import { SettingRow } from './setting-row.tsx'

const KIND_WORDS: Readonly<Record<AlarmKind, string>> = {
  created: 'New signal',
  half: 'Half its time',
  late: '80 % of its time',
  critical: 'Critical alert',
}

interface SwitchProps {
  readonly label: string
  readonly on: boolean
  readonly testId: string
  readonly onChange: (on: boolean) => void
}

function Switch({ label, on, testId, onChange }: SwitchProps): ReactNode {
  return (
    <label className="check">
      <input
        type="checkbox"
        role="switch"
        checked={on}
        data-testid={testId}
        onChange={(event) => {
          onChange(event.target.checked)
        }}
      />
      {label}
    </label>
  )
}

/** What the browser said when it was asked; asking is possible only inside a click. */
function useLeave(): readonly [NotificationPermission | 'none', () => Promise<boolean>] {
  const [leave, setLeave] = useState<NotificationPermission | 'none'>(() => (ownMessages() ? Notification.permission : 'none'))
  const ask = async (): Promise<boolean> => {
    const answer = await Notification.requestPermission()
    setLeave(answer)
    return answer === 'granted'
  }
  return [leave, ask]
}

function DesktopMessages({
  notices,
  set,
}: {
  readonly notices: NoticeSettings
  readonly set: (change: Partial<NoticeSettings>) => void
}): ReactNode {
  const [leave, ask] = useLeave()
  if (leave === 'none') return <span className="dim">The desktop program shows them by itself.</span>
  return (
    <>
      <Switch
        label={notices.desktop && leave === 'granted' ? 'On' : 'Off'}
        on={notices.desktop && leave === 'granted'}
        testId="notices-desktop"
        onChange={(on) => {
          if (!on || leave === 'granted') set({ desktop: on })
          else
            void ask().then((granted) => {
              set({ desktop: granted })
            })
        }}
      />
      {leave === 'denied' ? (
        <span className="warn">The browser was told not to. Allow notifications for this address in its site settings.</span>
      ) : leave === 'default' ? (
        <span className="dim">Switching them on makes the browser ask for your leave.</span>
      ) : null}
    </>
  )
}

/** Sounds, messages and the title of the page. */
export function Notices(): ReactNode {
  const { settings } = useTerminal()
  const notices = useSettings((all) => all.notices)
  const set = (change: Partial<NoticeSettings>): void => {
    settings.setState((all) => ({ notices: { ...all.notices, ...change } }))
  }
  return (
    <>
      <p className="setting-lead">
        You are called when a signal is made, when half and when 80 % of its time to decide is gone, and once for a critical
        alert. What was decided or has lapsed rings no more. Of several windows one makes the noise.
      </p>
      <SettingRow name="Sound">
        <Switch
          label={notices.sound ? 'On' : 'Off'}
          on={notices.sound}
          testId="notices-sound"
          onChange={(sound) => {
            set({ sound })
          }}
        />
        <input
          type="range"
          min={0}
          max={100}
          step={5}
          aria-label="Volume in percent"
          disabled={!notices.sound}
          value={notices.volume}
          onChange={(event) => {
            set({ volume: Number(event.target.value) })
          }}
        />
        <span className="num">{notices.volume} %</span>
      </SettingRow>
      <SettingRow
        name="Hear them"
        about="Browsers let a page sound only after a first click in it. A tab that was muted stays silent and the page cannot know: the title and the messages tell all the same."
      >
        {ALARM_KINDS.map((kind) => (
          <button
            key={kind}
            type="button"
            className="btn small"
            disabled={!notices.sound}
            onClick={() => {
              playChime(kind, notices.volume)
            }}
          >
            {KIND_WORDS[kind]}
          </button>
        ))}
        {soundAllowed() ? null : <span className="dim">The first click lets this page sound.</span>}
      </SettingRow>
      <SettingRow name="Messages of the system" about="Shown over other programs, with symbol, side and time left; no amounts.">
        <DesktopMessages notices={notices} set={set} />
      </SettingRow>
      <SettingRow
        name="Title of the page"
        about="Counts what waits for you always; alternates with the alarm while the page is hidden."
      >
        <Switch
          label={notices.flash ? 'Alternates' : 'Counts only'}
          on={notices.flash}
          testId="notices-flash"
          onChange={(flash) => {
            set({ flash })
          }}
        />
      </SettingRow>
    </>
  )
}
