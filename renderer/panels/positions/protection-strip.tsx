import { type ReactNode, useId, useState } from 'react'
import type { PositionRow } from '../../../core/contract/index.ts'
import { fractionOfPercent, percentOfFraction } from '../../format/index.ts'
import { type CommandDraft, useTerminal } from '../../stores/index.ts'
import { SymbolName } from '../symbol.tsx'

const FIELDS = ['stop', 'target', 'trail'] as const
type Field = (typeof FIELDS)[number]
export type ProtectionTexts = Readonly<Record<Field, string>>

const WORDS: Readonly<Record<Field, string>> = { stop: 'Stop', target: 'Target', trail: 'Trail %' }

export const protectionTexts = ({ stop, target, trail }: PositionRow): ProtectionTexts => ({
  stop: stop ?? '',
  target: target ?? '',
  trail: trail === undefined ? '' : percentOfFraction(trail),
})

/** Empty is none; what is typed is judged by the trader. */
export function protectionDraft(instrument: string, texts: ProtectionTexts): CommandDraft {
  const given = (text: string): string | null => (text.trim() === '' ? null : text.trim().replaceAll(',', ''))
  const trail = given(texts.trail)
  return {
    type: 'SetProtection',
    instrument,
    stop: given(texts.stop),
    target: given(texts.target),
    trail: trail === null ? null : fractionOfPercent(trail),
  }
}

/** The field that an answer begins with: `stop: at or above the bid`. */
export const complainedField = (message: string): Field | undefined => FIELDS.find((field) => message.startsWith(`${field}:`))

interface StripProps {
  readonly row: PositionRow
  readonly onClose: () => void
}

/** Stop, target and trail of one position, as they are and as they are to be. */
export function ProtectionStrip({ row, onClose }: StripProps): ReactNode {
  const { commands } = useTerminal()
  const [texts, setTexts] = useState(() => protectionTexts(row))
  const [problem, setProblem] = useState('')
  const complaint = useId()
  const wrong = complainedField(problem)
  const send = async (): Promise<void> => {
    setProblem('')
    const answer = await commands.send(protectionDraft(row.instrument, texts), 'Set protection')
    if (answer?.ok === true) onClose()
    else if (answer !== undefined) setProblem(answer.message)
  }
  return (
    <form
      className="protection-strip"
      aria-label="Protection"
      data-testid="protection"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose()
      }}
    >
      <b className="clip">
        <SymbolName id={row.instrument} />
      </b>
      {FIELDS.map((field) => (
        <label key={field} className="protection-field">
          <span>{WORDS[field]}</span>
          <input
            className="input right"
            inputMode="decimal"
            autoComplete="off"
            placeholder="none"
            aria-invalid={wrong === field}
            aria-describedby={wrong === field ? complaint : undefined}
            data-testid={`protection-${field}`}
            value={texts[field]}
            onChange={(event) => {
              setTexts({ ...texts, [field]: event.target.value })
            }}
          />
        </label>
      ))}
      <button type="submit" className="btn" data-testid="protection-set" title="Takes the place of what protects it now">
        Set
      </button>
      <button type="button" className="btn ghost" onClick={onClose}>
        Close
      </button>
      <span className="protection-note danger clip" id={complaint} role="status" title={problem}>
        {problem}
      </span>
    </form>
  )
}
