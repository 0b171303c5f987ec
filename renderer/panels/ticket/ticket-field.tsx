import { type ReactNode, useId } from 'react'
import { fillTicket, type TicketDraft, useTerminal } from '../../stores/index.ts'
import type { TicketField } from './order-preview.ts'
import { COMPLAINT_ID } from './preview-rows.tsx'

export interface FieldProps {
  readonly instrument: string
  readonly ticket: TicketDraft
  readonly field: Exclude<TicketField, 'options'>
  readonly label: string
  readonly unit: string
  readonly hint: string
  readonly complained: readonly TicketField[]
  readonly onEnter?: (() => void) | undefined
}

/** One number of the ticket: its label inside, its complaint by the frame and in the line below. */
export function Field({ instrument, ticket, field, label, unit, hint, complained, onEnter }: FieldProps): ReactNode {
  const { workspace } = useTerminal()
  const id = useId()
  const invalid = complained.includes(field)
  return (
    <div className="ticket-box" title={`${label}, ${unit}`}>
      <label htmlFor={id}>
        {label}
        <span className="sr-only">, {unit}</span>
      </label>
      <input
        id={id}
        className="input right"
        aria-invalid={invalid}
        aria-describedby={invalid ? COMPLAINT_ID : undefined}
        inputMode="decimal"
        autoComplete="off"
        placeholder={hint}
        data-testid={`ticket-${field}`}
        value={ticket[field]}
        onChange={(event) => {
          fillTicket(workspace, instrument, { [field]: event.target.value })
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur()
          if (event.key === 'Enter' && onEnter !== undefined) {
            event.preventDefault()
            onEnter()
          }
        }}
      />
    </div>
  )
}

/** Where a field would be that this order does not have, so that nothing moves. */
export function NoField({ label, text }: { readonly label: string; readonly text: string }): ReactNode {
  return (
    <div className="ticket-box" aria-hidden>
      <span>{label}</span>
      <div className="input ticket-fixed">{text}</div>
    </div>
  )
}

interface ChoiceProps<T extends string> {
  readonly label: string
  readonly testId: string
  readonly options: readonly T[]
  readonly words: (option: T) => string
  readonly value: T
  readonly invalid?: boolean
  readonly onChange: (option: T) => void
}

/** One of several, in the room of one. */
export function Choice<T extends string>({ label, testId, options, words, value, invalid, onChange }: ChoiceProps<T>): ReactNode {
  return (
    <select
      className="select ticket-choice"
      aria-label={label}
      aria-invalid={invalid === true}
      title={label}
      data-testid={testId}
      value={value}
      onChange={(event) => {
        const next = options.find((option) => option === event.target.value)
        if (next !== undefined) onChange(next)
      }}
    >
      {options.map((option) => (
        <option key={option} value={option}>
          {words(option)}
        </option>
      ))}
    </select>
  )
}

interface SwitchProps {
  readonly label: string
  readonly short: string
  readonly hint: string
  readonly on: boolean
  readonly disabled: boolean
  readonly testId: string
  readonly onChange: (on: boolean) => void
}

/** On or off, in the room of a word. */
export function Switch({ label, short, hint, on, disabled, testId, onChange }: SwitchProps): ReactNode {
  return (
    <button
      type="button"
      className="btn small ticket-switch"
      aria-label={label}
      aria-pressed={on && !disabled}
      disabled={disabled}
      title={hint}
      data-testid={testId}
      onClick={() => {
        onChange(!on)
      }}
    >
      {short}
    </button>
  )
}
