import { RotateCcw, X } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useStore } from 'zustand'
import { ACTIONS, type ActionId, actionNamed, chordsOf, DEFAULT_KEYMAP, remapped, SECTIONS } from '../../keymap/index.ts'
import { useTerminal } from '../../stores/index.ts'
import { KeyCaps } from '../../ui/index.ts'

const KIND_NOTES = { view: '', trading: 'needs trading keys on', safety: 'always on' } as const

interface Attempt {
  readonly id: ActionId
  /** Why the last chord was refused; empty while one is awaited. */
  readonly problem: string
}

function KeyButton({ id }: { readonly id: ActionId }): ReactNode {
  const { keymap } = useTerminal()
  const chord = useStore(keymap, (map) => map[id])
  const [attempt, setAttempt] = useState<Attempt>()
  const take = (next: string): void => {
    const map = remapped(keymap.getState(), id, next)
    if (map.ok) {
      keymap.setState(map.value)
      setAttempt(undefined)
    } else setAttempt({ id, problem: `${map.error.value}: ${map.error.remedy}` })
  }
  return (
    <>
      <button
        type="button"
        className="btn small key-button"
        data-on={attempt !== undefined}
        data-testid={`remap-${id}`}
        aria-label={`Key for ${actionNamed(id).title}`}
        title="Click, then press the keys; Esc leaves it as it is"
        onClick={() => {
          setAttempt({ id, problem: '' })
        }}
        onBlur={() => {
          setAttempt(undefined)
        }}
        onKeyDown={(event) => {
          if (attempt === undefined) return
          event.preventDefault()
          event.stopPropagation()
          if (event.key === 'Escape') {
            setAttempt(undefined)
            return
          }
          const { key, code, ctrlKey, metaKey, altKey, shiftKey } = event
          const [pressed] = chordsOf({
            key,
            code,
            ctrlKey,
            metaKey,
            altKey,
            shiftKey,
            altGraph: event.getModifierState('AltGraph'),
          })
          if (pressed !== undefined) take(pressed)
        }}
      >
        {attempt !== undefined ? 'press keys' : chord === '' ? <span className="dim">no key</span> : <KeyCaps chord={chord} />}
      </button>
      {chord === '' ? null : (
        <button
          type="button"
          className="btn ghost small icon"
          aria-label={`No key for ${actionNamed(id).title}`}
          title="Take the key away"
          onClick={() => {
            take('')
          }}
        >
          <X size={10} aria-hidden />
        </button>
      )}
      {chord === DEFAULT_KEYMAP[id] ? null : (
        <button
          type="button"
          className="btn ghost small icon"
          aria-label={`First key for ${actionNamed(id).title}`}
          title="Back to the key it came with"
          onClick={() => {
            take(DEFAULT_KEYMAP[id])
          }}
        >
          <RotateCcw size={10} aria-hidden />
        </button>
      )}
      <span className="danger key-problem" role="alert" data-testid={`remap-problem-${id}`}>
        {attempt?.problem ?? ''}
      </span>
    </>
  )
}

/** Every named action with its key. A chord that is taken is refused, with the action that has it. */
export function Keys(): ReactNode {
  const { keymap } = useTerminal()
  const changed = useStore(keymap, (map) => ACTIONS.filter(({ id, chord }) => map[id] !== chord).length)
  return (
    <>
      <p className="setting-lead">
        Click a key and press another. Letters go by what is printed on them, and by their place on keyboards without Latin
        letters. No key acts while a field has the focus, except to move about.
        <button
          type="button"
          className="btn small"
          disabled={changed === 0}
          data-testid="keys-reset"
          onClick={() => {
            keymap.setState(DEFAULT_KEYMAP)
          }}
        >
          <RotateCcw size={10} aria-hidden /> {changed === 0 ? 'All as they came' : `Reset ${String(changed)}`}
        </button>
      </p>
      {SECTIONS.map((section) => (
        <section key={section} className="keys-section">
          <h4>{section}</h4>
          {ACTIONS.filter((action) => action.section === section).map(({ id, title, kind }) => (
            <div key={id} className="keys-row">
              <span>
                {title} <span className="dim">{KIND_NOTES[kind]}</span>
              </span>
              <span className="keys-value">
                <KeyButton id={id} />
              </span>
            </div>
          ))}
        </section>
      ))}
    </>
  )
}
