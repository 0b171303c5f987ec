import { type ReactNode, useId, useState } from 'react'
import type { IndicatorDescription } from '../../../core/contract/index.ts'
import type { ParameterSpec } from '../../../core/domain/index.ts'
import {
  LINE_KINDS,
  type LineKind,
  SERIES_COLOUR_WORDS,
  SERIES_COLOURS,
  type SeriesColour,
  seriesColourVariable,
} from '../../charting/index.ts'
import { Segments } from '../../ui/index.ts'
import type { IndicatorSetting } from './chart-settings.ts'
import { styleFor } from './indicator-look.ts'
import { parameterProblem } from './parameter-problem.ts'

const LINE_WORDS: Readonly<Record<LineKind, string>> = {
  line: 'Line',
  thick: 'Thick line',
  dashed: 'Dashed',
  dots: 'Dots',
  histogram: 'Columns',
  hidden: 'Not drawn',
}

const PANES = ['price', 'own'] as const

interface FormProps {
  readonly setting: IndicatorSetting
  readonly description: IndicatorDescription
  /** What the recorder says against these settings. */
  readonly problem: string | undefined
  readonly onChange: (change: Partial<IndicatorSetting>) => void
}

/** The settings of one indicator; each takes effect as soon as it makes sense. */
export function IndicatorForm({ setting, description, problem, onChange }: FormProps): ReactNode {
  const { title, formula, sees, parameters, outputs } = description
  return (
    <div className="chart-form">
      <b>{title}</b>
      {Object.entries(parameters).map(([name, spec]) => (
        <ParameterField
          key={name}
          name={name}
          spec={spec}
          value={setting.parameters[name] ?? spec.default}
          problemOf={(text) => parameterProblem(description, name, text)}
          onValue={(value) => {
            onChange({ parameters: { ...setting.parameters, [name]: value } })
          }}
        />
      ))}
      {problem === undefined ? null : (
        <p className="chart-form-problem" role="alert">
          {problem}
        </p>
      )}
      <div className="chart-form-row">
        <span>Where</span>
        <Segments
          label="Where"
          options={PANES}
          value={setting.pane}
          text={(pane) => (pane === 'price' ? 'Over price' : 'Own pane')}
          onChange={(pane) => {
            onChange({ pane })
          }}
        />
      </div>
      {outputs.map((output) => {
        const style = styleFor(setting, description, output)
        return (
          <OutputField
            key={output}
            output={output}
            colour={style.colour}
            line={style.line}
            onStyle={(change) => {
              onChange({ styles: { ...setting.styles, [output]: { ...style, ...change } } })
            }}
          />
        )
      })}
      <p className="chart-form-note">
        {formula} It sees {sees}.
      </p>
    </div>
  )
}

interface ParameterProps {
  readonly name: string
  readonly spec: ParameterSpec
  readonly value: number
  readonly problemOf: (text: string) => string | undefined
  readonly onValue: (value: number) => void
}

function ParameterField({ name, spec, value, problemOf, onValue }: ParameterProps): ReactNode {
  const [text, setText] = useState(String(value))
  const id = useId()
  const problem = problemOf(text)
  const range = `${String(spec.min)} to ${String(spec.max)}${spec.unit === '' ? '' : ` ${spec.unit}`}`
  return (
    <div className="chart-form-row">
      <label htmlFor={id}>
        {spec.title} <span className="dim">{range}</span>
      </label>
      <input
        id={id}
        className="input right"
        inputMode="decimal"
        value={text}
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : `${id}-problem`}
        data-testid={`parameter-${name}`}
        onChange={(event) => {
          const next = event.target.value
          setText(next)
          if (problemOf(next) === undefined) onValue(Number(next))
        }}
      />
      {problem === undefined ? null : (
        <p id={`${id}-problem`} className="chart-form-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}

interface OutputProps {
  readonly output: string
  readonly colour: SeriesColour
  readonly line: LineKind
  readonly onStyle: (change: { readonly colour?: SeriesColour; readonly line?: LineKind }) => void
}

function OutputField({ output, colour, line, onStyle }: OutputProps): ReactNode {
  return (
    <div className="chart-form-row">
      <span>{output}</span>
      <span className="inline">
        <span className="chart-colours" role="radiogroup" aria-label={`Colour of ${output}`}>
          {SERIES_COLOURS.map((each) => (
            <button
              key={each}
              type="button"
              role="radio"
              aria-checked={each === colour}
              aria-label={SERIES_COLOUR_WORDS[each]}
              title={SERIES_COLOUR_WORDS[each]}
              style={{ background: `var(${seriesColourVariable(each)})` }}
              onClick={() => {
                onStyle({ colour: each })
              }}
            />
          ))}
        </span>
        <select
          className="select"
          aria-label={`Line of ${output}`}
          value={line}
          onChange={(event) => {
            const next = LINE_KINDS.find((kind) => kind === event.target.value)
            if (next !== undefined) onStyle({ line: next })
          }}
        >
          {LINE_KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {LINE_WORDS[kind]}
            </option>
          ))}
        </select>
      </span>
    </div>
  )
}
