import type { IndicatorDescription } from '../../../core/contract/index.ts'
import { type DrawnIndicator, SERIES_COLOURS, type SeriesColour } from '../../charting/index.ts'
import type { ChartSettings, IndicatorSetting, OutputStyle } from './chart-settings.ts'

const colourAt = (index: number): SeriesColour => SERIES_COLOURS[index % SERIES_COLOURS.length] ?? 1

const isBand = (outputs: readonly string[]): boolean => outputs.includes('upper') && outputs.includes('lower')

/** How an output is drawn until somebody chooses otherwise. `first`: the colour that the indicator begins with. */
function styleOf(description: IndicatorDescription, output: string, first: number): OutputStyle {
  const { id, outputs, priceOutputs } = description
  const colour = colourAt(first + outputs.indexOf(output))
  // Of an indicator over the candles, what is no price would only lie across them.
  if (priceOutputs.length > 0 && !priceOutputs.includes(output)) return { colour, line: 'hidden' }
  if (output === 'histogram') return { colour, line: 'histogram' }
  if (id === 'psar') return { colour, line: 'dots' }
  // Levels of one kind share a colour: their place says which is which.
  if (description.family === 'levels') return { colour: colourAt(first), line: output === 'pivot' ? 'line' : 'dashed' }
  if (isBand(outputs)) return { colour: colourAt(first), line: output === 'middle' ? 'dashed' : 'line' }
  return { colour, line: 'line' }
}

/** The colour that fewest outputs on the chart have. */
function freeColour({ indicators }: ChartSettings): number {
  const used = indicators.flatMap(({ styles }) =>
    Object.values(styles).flatMap(({ colour, line }) => (line === 'hidden' ? [] : [colour])),
  )
  const counts = SERIES_COLOURS.map((colour) => used.filter((each) => each === colour).length)
  return counts.indexOf(Math.min(...counts))
}

/** An indicator as it comes onto a chart: over the candles where it has prices, else in a pane of its own. */
export function newIndicator(settings: ChartSettings, description: IndicatorDescription): Omit<IndicatorSetting, 'key'> {
  const first = freeColour(settings)
  return {
    indicator: description.id,
    parameters: {},
    pane: description.priceOutputs.length > 0 ? 'price' : 'own',
    styles: Object.fromEntries(description.outputs.map((output) => [output, styleOf(description, output, first)])),
    shown: true,
  }
}

export const styleFor = (setting: IndicatorSetting, description: IndicatorDescription, output: string): OutputStyle =>
  setting.styles[output] ?? styleOf(description, output, 0)

/** The middle of what is bounded, zero of what is not. */
function guidesOf({ bounds, outputs: [first = ''] }: IndicatorDescription): readonly number[] {
  const [least, most] = bounds[first] ?? [Number.NaN, Number.NaN]
  const middle = (least + most) / 2
  return [Number.isFinite(middle) ? middle : 0]
}

export function drawnIndicator(setting: IndicatorSetting, description: IndicatorDescription): DrawnIndicator {
  return {
    key: setting.key,
    pane: setting.pane,
    outputs: description.outputs.map((name) => {
      const { colour, line } = styleFor(setting, description, name)
      return { name, colour, line: setting.shown ? line : 'hidden', isPrice: description.priceOutputs.includes(name) }
    }),
    guides: guidesOf(description),
  }
}

/** `EMA`, `Bollinger`, `Chandelier exit`. */
export const shortName = (id: string): string =>
  id.length <= 4 ? id.toUpperCase() : `${id.charAt(0).toUpperCase()}${id.slice(1).replaceAll('-', ' ')}`

/** `EMA 20`, `MACD 12 26 9`: the short name and every parameter, the defaults too. */
export function indicatorName({ id, parameters }: IndicatorDescription, given: Readonly<Record<string, number>>): string {
  const values = Object.entries(parameters).map(([name, spec]) => given[name] ?? spec.default)
  return [shortName(id), ...values.map(String)].join(' ')
}

/** Indicators whose words begin with, or contain, every word of the search; best first, else by family. */
export function searchIndicators(list: readonly IndicatorDescription[], search: string): readonly IndicatorDescription[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) {
    const families = [...new Set(list.map(({ family }) => family))]
    return [...list].sort((a, b) => families.indexOf(a.family) - families.indexOf(b.family))
  }
  const rank = ({ id, title, family }: IndicatorDescription): number => {
    const names = `${id} ${title}`.toLowerCase()
    if (!words.every((word) => `${names} ${family}`.includes(word))) return 0
    if (id === words.join('-')) return 4
    if (words.every((word) => new RegExp(`(^|[\\s-])${word.replace(/[^a-z0-9]/g, '\\$&')}`).test(names))) return 3
    return words.every((word) => names.includes(word)) ? 2 : 1
  }
  return list
    .map((each) => ({ each, score: rank(each) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ each }) => each)
}
