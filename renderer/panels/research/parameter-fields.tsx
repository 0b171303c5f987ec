import type { ReactNode } from 'react'
import type { StrategyParameterRow } from '../../../core/contract/index.ts'
import { Choice, Field } from './fields.tsx'
import type { Problems, ResearchDraft } from './request.ts'

const rangeText = (row: StrategyParameterRow): string =>
  'choices' in row ? row.choices.join(' ') : `${String(row.min)} ${String(row.max)}`

interface ParameterProps {
  readonly row: StrategyParameterRow
  readonly draft: ResearchDraft
  readonly problems: Problems
  readonly onChange: (draft: ResearchDraft) => void
}

/** One parameter of the strategy: its value, or in a search the range that is tried. */
function Parameter({ row, draft, problems, onChange }: ParameterProps): ReactNode {
  const key = `${draft.strategy}.${row.name}`
  const { [key]: range, ...others } = draft.ranges
  const searches = draft.kind === 'optimise'
  const problem = problems[`params.${row.name}`] ?? problems[`space.${row.name}`]
  const hint = `${row.description}. ${'choices' in row ? `One of ${row.choices.join(', ')}` : `From ${String(row.min)} to ${String(row.max)}${row.integer ? ', whole' : ''}`}, usually ${String(row.default)}.`
  const setValue = (text: string): void => {
    onChange({ ...draft, params: { ...draft.params, [key]: text } })
  }
  const field =
    searches && range !== undefined ? (
      <Field
        label={row.name}
        hint={`${hint} What is tried: ${'choices' in row ? 'some of the names' : 'least, most, and the step if it is to have one'}.`}
        value={range}
        problem={problem}
        placeholder={rangeText(row)}
        onChange={(text) => {
          onChange({ ...draft, ranges: { ...draft.ranges, [key]: text } })
        }}
      />
    ) : 'choices' in row ? (
      <Choice
        label={row.name}
        hint={hint}
        value={draft.params[key] ?? row.default}
        options={row.choices.map((choice) => [choice, choice] as const)}
        problem={problem}
        onChange={setValue}
      />
    ) : (
      <Field
        label={row.name}
        hint={hint}
        value={draft.params[key] ?? ''}
        placeholder={String(row.default)}
        problem={problem}
        onChange={setValue}
      />
    )
  if (!searches) return field
  return (
    <div className="research-parameter">
      <input
        type="checkbox"
        aria-label={`Search ${row.name}`}
        title="Search this parameter; none marked: all of them"
        checked={range !== undefined}
        onChange={() => {
          onChange({ ...draft, ranges: range === undefined ? { ...draft.ranges, [key]: rangeText(row) } : others })
        }}
      />
      {field}
    </div>
  )
}

interface ParameterFieldsProps extends Omit<ParameterProps, 'row'> {
  readonly rows: readonly StrategyParameterRow[]
}

export function ParameterFields({ rows, ...rest }: ParameterFieldsProps): ReactNode {
  if (rows.length === 0) return null
  return (
    <fieldset className="research-group" data-wide={rest.draft.kind === 'optimise'}>
      <legend>{rest.draft.kind === 'optimise' ? 'Parameters: marked ones are searched' : 'Parameters'}</legend>
      {rows.map((row) => (
        <Parameter key={row.name} row={row} {...rest} />
      ))}
    </fieldset>
  )
}
