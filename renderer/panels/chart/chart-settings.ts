import { TIMEFRAMES, type Timeframe } from '../../../core/domain/index.ts'
import {
  LINE_KINDS,
  type LineKind,
  type PaneHeights,
  PRICE_SCALES,
  type PriceScale,
  SERIES_COLOURS,
  type SeriesColour,
} from '../../charting/index.ts'

export const CHART_TIMEFRAMES = TIMEFRAMES.filter((timeframe) => timeframe !== '1s')

export interface OutputStyle {
  readonly colour: SeriesColour
  readonly line: LineKind
}

/** One indicator on one chart. */
export interface IndicatorSetting {
  /** Its own on the chart, so that the same indicator may stand there several times. */
  readonly key: string
  readonly indicator: string
  /** Those that differ from the defaults. */
  readonly parameters: Readonly<Record<string, number>>
  readonly pane: 'price' | 'own'
  /** By output. */
  readonly styles: Readonly<Record<string, OutputStyle>>
  readonly shown: boolean
}

export interface ChartSettings {
  readonly timeframe: Timeframe
  readonly scale: PriceScale
  readonly volume: boolean
  readonly indicators: readonly IndicatorSetting[]
  readonly heights: PaneHeights
}

/** More would leave no room for the candles. */
export const MOST_INDICATORS = 12

const plainLine = (key: string, period: number, colour: SeriesColour): IndicatorSetting => ({
  key,
  indicator: 'ema',
  parameters: { period },
  pane: 'price',
  styles: { value: { colour, line: 'line' } },
  shown: true,
})

export const DEFAULT_CHART: ChartSettings = {
  timeframe: '1m',
  scale: 'normal',
  volume: true,
  indicators: [plainLine('i1', 20, 1), plainLine('i2', 50, 2)],
  heights: {},
}

type Fields = Readonly<Record<string, unknown>>

const fieldsOf = (value: unknown): Fields | undefined =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Fields) : undefined
const oneOf = <T>(allowed: readonly T[], value: unknown): T | undefined => allowed.find((item) => item === value)
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

const numbersOf = (value: unknown, fits: (number: number) => boolean): Record<string, number> =>
  Object.fromEntries(
    Object.entries(fieldsOf(value) ?? {}).flatMap(([name, each]) => (isNumber(each) && fits(each) ? [[name, each]] : [])),
  )

function styleOf(value: unknown): OutputStyle | undefined {
  const fields = fieldsOf(value)
  const colour = oneOf(SERIES_COLOURS, fields?.['colour'])
  const line = oneOf(LINE_KINDS, fields?.['line'])
  return colour === undefined || line === undefined ? undefined : { colour, line }
}

function indicatorOf(value: unknown): IndicatorSetting | undefined {
  const { key, indicator, parameters, pane, styles, shown } = fieldsOf(value) ?? {}
  if (typeof key !== 'string' || typeof indicator !== 'string') return undefined
  return {
    key,
    indicator,
    parameters: numbersOf(parameters, () => true),
    pane: pane === 'price' ? 'price' : 'own',
    styles: Object.fromEntries(
      Object.entries(fieldsOf(styles) ?? {}).flatMap(([name, each]) => {
        const style = styleOf(each)
        return style === undefined ? [] : [[name, style]]
      }),
    ),
    shown: shown !== false,
  }
}

/** Reads what an earlier visit left; what is not understood is left out or becomes the default. */
export function parseChartSettings(kept: unknown): ChartSettings {
  const fields = fieldsOf(kept)
  if (fields === undefined) return DEFAULT_CHART
  const list = fields['indicators']
  const seen = new Set<string>()
  const indicators = Array.isArray(list)
    ? list
        .flatMap((each) => indicatorOf(each) ?? [])
        .filter(({ key }) => !seen.has(key) && seen.add(key) !== undefined)
        .slice(0, MOST_INDICATORS)
    : DEFAULT_CHART.indicators
  return {
    timeframe: oneOf(CHART_TIMEFRAMES, fields['timeframe']) ?? DEFAULT_CHART.timeframe,
    scale: oneOf(PRICE_SCALES, fields['scale']) ?? DEFAULT_CHART.scale,
    volume: fields['volume'] !== false,
    indicators,
    heights: numbersOf(fields['heights'], (height) => height > 0),
  }
}

export function changeIndicator(settings: ChartSettings, key: string, change: Partial<IndicatorSetting>): ChartSettings {
  return {
    ...settings,
    indicators: settings.indicators.map((each) => (each.key === key ? { ...each, ...change, key } : each)),
  }
}

export function removeIndicator(settings: ChartSettings, key: string): ChartSettings {
  const heights = Object.fromEntries(Object.entries(settings.heights).filter(([pane]) => pane !== key))
  return { ...settings, heights, indicators: settings.indicators.filter((each) => each.key !== key) }
}

export function addIndicator(settings: ChartSettings, setting: Omit<IndicatorSetting, 'key'>): ChartSettings {
  if (settings.indicators.length >= MOST_INDICATORS) return settings
  const used = settings.indicators.map(({ key }) => Number(/^i(\d+)$/.exec(key)?.[1] ?? 0))
  const key = `i${String(Math.max(0, ...used) + 1)}`
  return { ...settings, indicators: [...settings.indicators, { ...setting, key }] }
}
