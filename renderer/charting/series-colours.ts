/** The colours of series that may be chosen, as the theme has them: `--series-1` to `--series-8`. */
export const SERIES_COLOURS = [1, 2, 3, 4, 5, 6, 7, 8] as const
export type SeriesColour = (typeof SERIES_COLOURS)[number]

export const SERIES_COLOUR_WORDS: Readonly<Record<SeriesColour, string>> = {
  1: 'violet',
  2: 'amber',
  3: 'cyan',
  4: 'pink',
  5: 'lime',
  6: 'orange',
  7: 'grey',
  8: 'blue',
}

export const seriesColourVariable = (colour: SeriesColour): string => `--series-${String(colour)}`

/** The theme's colours as a canvas wants them. */
export function readSeriesColours(): Readonly<Record<SeriesColour, string>> {
  const style = getComputedStyle(document.documentElement)
  const read = (colour: SeriesColour): string => style.getPropertyValue(seriesColourVariable(colour)).trim()
  return { 1: read(1), 2: read(2), 3: read(3), 4: read(4), 5: read(5), 6: read(6), 7: read(7), 8: read(8) }
}
