/**
 * Rows as text -> pictures by lightweight-charts (its attribution stays visible).
 * Invariant: numbers here are for pixels only; at most 10,000 bars are held; no indicator is computed.
 */
export * from './account-chart.ts'
export * from './bars.ts'
export * from './candle-chart.ts'
export * from './equity-chart.ts'
export * from './performance-chart.ts'
export { barsWithin, type ChartBand } from './gap-bands.ts'
export { IndicatorData, type IndicatorPoints, type OutputValues } from './indicator-data.ts'
export { type DrawnIndicator, type DrawnOutput, LINE_KINDS, type LineKind } from './indicator-series.ts'
export type { ChartMark } from './marks.ts'
export type { PaneHeights, PanePlace } from './pane-layout.ts'
export type { ChartLine } from './price-lines.ts'
export { PRICE_SCALES, type PriceScale } from './price-series.ts'
export { SERIES_COLOUR_WORDS, SERIES_COLOURS, type SeriesColour, seriesColourVariable } from './series-colours.ts'
