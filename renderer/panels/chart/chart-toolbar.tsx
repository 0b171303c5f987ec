import { ChartNoAxesColumn } from 'lucide-react'
import type { ReactNode } from 'react'
import { PRICE_SCALES, type PriceScale } from '../../charting/index.ts'
import { Segments } from '../../ui/index.ts'
import type { Catalog } from './catalog.ts'
import { addIndicator, CHART_TIMEFRAMES, type ChartSettings } from './chart-settings.ts'
import { newIndicator } from './indicator-look.ts'
import { IndicatorPicker } from './indicator-picker.tsx'

const SCALE_WORDS: Readonly<Record<PriceScale, string>> = { normal: 'Linear', log: 'Log', percent: 'Percent' }

interface ToolbarProps {
  readonly symbol: string
  readonly settings: ChartSettings
  readonly catalog: Catalog
  readonly onChange: (settings: ChartSettings) => void
}

export function ChartToolbar({ symbol, settings, catalog, onChange }: ToolbarProps): ReactNode {
  const { timeframe, scale, volume, indicators } = settings
  return (
    <div className="panel-bar chart-bar">
      <b className="chart-symbol">{symbol}</b>
      <span className="chart-wide">
        <Segments
          label="Timeframe"
          options={CHART_TIMEFRAMES}
          value={timeframe}
          onChange={(next) => {
            onChange({ ...settings, timeframe: next })
          }}
        />
      </span>
      <select
        className="select chart-narrow"
        aria-label="Timeframe"
        value={timeframe}
        onChange={(event) => {
          const next = CHART_TIMEFRAMES.find((each) => each === event.target.value)
          if (next !== undefined) onChange({ ...settings, timeframe: next })
        }}
      >
        {CHART_TIMEFRAMES.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
      <IndicatorPicker
        catalog={catalog}
        count={indicators.length}
        onAdd={(description) => {
          onChange(addIndicator(settings, newIndicator(settings, description)))
        }}
      />
      <span className="grow" />
      <button
        type="button"
        className="btn small icon"
        aria-pressed={volume}
        aria-label="Volume"
        title="Volume in a pane of its own"
        onClick={() => {
          onChange({ ...settings, volume: !volume })
        }}
      >
        <ChartNoAxesColumn size={11} aria-hidden />
      </button>
      <select
        className="select"
        aria-label="Price scale"
        value={scale}
        onChange={(event) => {
          const next = PRICE_SCALES.find((each) => each === event.target.value)
          if (next !== undefined) onChange({ ...settings, scale: next })
        }}
      >
        {PRICE_SCALES.map((each) => (
          <option key={each} value={each}>
            {SCALE_WORDS[each]}
          </option>
        ))}
      </select>
    </div>
  )
}
