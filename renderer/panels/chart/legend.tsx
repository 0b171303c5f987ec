import { Eye, EyeOff, Settings2, X } from 'lucide-react'
import { Popover } from 'radix-ui'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { IndicatorDescription } from '../../../core/contract/index.ts'
import { type ChartLook, seriesColourVariable } from '../../charting/index.ts'
import type { Zone } from '../../format/index.ts'
import type { InstrumentView } from '../../stores/index.ts'
import type { IndicatorSetting } from './chart-settings.ts'
import { IndicatorForm } from './indicator-form.tsx'
import { indicatorName, styleFor } from './indicator-look.ts'
import { readoutOf, valueText } from './readout.ts'

/** What is looked at, outside of React's state: the crosshair moves with every frame. */
export type LookStore = StoreApi<{ readonly look: ChartLook | undefined; readonly forming: number }>

interface ReadoutProps {
  readonly looks: LookStore
  readonly zone: Zone
  readonly instrument: InstrumentView
}

export function ReadoutLine({ looks, zone, instrument }: ReadoutProps): ReactNode {
  const { look, forming } = useStore(looks)
  if (look === undefined) return null
  const { time, figures, volume, change, way } = readoutOf(look, { ...instrument, zone })
  const isForming = look.bar.time === forming
  return (
    <div className="chart-readout num" data-testid="chart-readout">
      <span className="dim chart-roomy" title={time.title}>
        {time.text}
      </span>
      {figures.map(({ name, text, title }) => (
        <span key={name} title={title} className={name === 'C' ? '' : 'chart-roomy'}>
          <i>{name}</i> {text}
        </span>
      ))}
      <span className={way} title="Change from the close of the bar before">
        {change}
      </span>
      <span
        className="dim"
        title="Strategies see closed bars only: the values of a forming bar, its indicators too, still change"
        data-testid="chart-bar-state"
      >
        {isForming ? 'forming' : 'closed'}
      </span>
      <span className="chart-spacious" title={volume.title}>
        <i>V</i> {volume.text}
      </span>
    </div>
  )
}

interface RowProps {
  readonly looks: LookStore
  readonly setting: IndicatorSetting
  readonly description: IndicatorDescription
  readonly priceDecimals: number
  readonly problem: string | undefined
  readonly onChange: (change: Partial<IndicatorSetting>) => void
  readonly onRemove: () => void
}

/** `EMA 20  97,400.12`: an indicator's name, its values under the crosshair, and what can be done with it. */
export function IndicatorRow(props: RowProps): ReactNode {
  const { setting, description, problem, onChange, onRemove } = props
  const name = indicatorName(description, setting.parameters)
  return (
    <div className="chart-indicator" data-shown={setting.shown} data-testid={`indicator-${setting.key}`}>
      <span className="chart-indicator-name" title={`${description.title}. ${description.formula}`}>
        {name}
      </span>
      {problem === undefined ? <Values {...props} /> : <ProblemText problem={problem} />}
      <span className="chart-indicator-tools">
        <button
          type="button"
          className="btn ghost small icon"
          aria-label={setting.shown ? `Hide ${name}` : `Show ${name}`}
          onClick={() => {
            onChange({ shown: !setting.shown })
          }}
        >
          {setting.shown ? <Eye size={11} aria-hidden /> : <EyeOff size={11} aria-hidden />}
        </button>
        <Popover.Root>
          <Popover.Trigger className="btn ghost small icon" aria-label={`Settings of ${name}`}>
            <Settings2 size={11} aria-hidden />
          </Popover.Trigger>
          <Popover.Portal>
            <Popover.Content className="chart-pop" align="start" sideOffset={4} collisionPadding={8} aria-label={name}>
              <IndicatorForm setting={setting} description={description} problem={problem} onChange={onChange} />
            </Popover.Content>
          </Popover.Portal>
        </Popover.Root>
        <button type="button" className="btn ghost small icon" aria-label={`Remove ${name}`} onClick={onRemove}>
          <X size={11} aria-hidden />
        </button>
      </span>
    </div>
  )
}

const ProblemText = ({ problem }: { readonly problem: string }): ReactNode => (
  <span className="chart-indicator-problem" role="status" title={problem}>
    {problem}
  </span>
)

function Values({ looks, setting, description, priceDecimals }: RowProps): ReactNode {
  const values = useStore(looks, ({ look }) => look?.values.get(setting.key))
  const lags = useStore(looks, ({ look, forming }) => look?.newest === true && look.bar.time === forming)
  if (!setting.shown) return <span className="dim">hidden</span>
  const drawn = description.outputs.filter((output) => styleFor(setting, description, output).line !== 'hidden')
  return (
    <>
      {drawn.map((output) => {
        const { colour, line } = styleFor(setting, description, output)
        const value = values?.[output]
        const text = valueText(value, description.priceOutputs.includes(output), priceDecimals)
        return (
          <span
            key={output}
            className="chart-value num"
            title={`${output} ${value === undefined || value === null ? 'has no value here' : String(value)}`}
          >
            <i className="chart-swatch" data-line={line} style={{ color: `var(${seriesColourVariable(colour)})` }} aria-hidden />
            <span className={description.outputs.length > 1 ? 'dim' : 'sr-only'}>{output}</span> {text}
          </span>
        )
      })}
      {lags && values === undefined ? (
        <span className="dim" title="The value of the forming bar is on its way; those drawn are of closed bars">
          closed bars
        </span>
      ) : null}
    </>
  )
}
