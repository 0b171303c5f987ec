import type { StrategyDescriptor, StrategyParameterRow, StrategyRow, TrackRow } from '../../../core/contract/index.ts'
import { formatShare, MISSING } from '../../format/index.ts'
import { expectancyText, regimeText } from './track-text.ts'

export interface ParameterLine {
  readonly name: string
  readonly value: string
  readonly range: string
  readonly usual: string
  readonly changed: boolean
  readonly description: string
}

const rangeOf = (row: StrategyParameterRow): string =>
  'choices' in row ? row.choices.join(', ') : `${String(row.min)} to ${String(row.max)}${row.integer ? ', whole' : ''}`

/** Every parameter of an instance beside what it may be; those that nobody declared at the end. */
export function parameterLines(
  { params }: Pick<StrategyRow, 'params'>,
  declared: readonly StrategyParameterRow[],
): readonly ParameterLine[] {
  const known = declared.map((row): ParameterLine => {
    const value = params[row.name] ?? row.default
    return {
      name: row.name,
      value: String(value),
      range: rangeOf(row),
      usual: String(row.default),
      changed: value !== row.default,
      description: row.description,
    }
  })
  const others = Object.entries(params)
    .filter(([name]) => declared.every((row) => row.name !== name))
    .map(
      ([name, value]): ParameterLine => ({
        name,
        value: String(value),
        range: MISSING,
        usual: MISSING,
        changed: false,
        description: '',
      }),
    )
  return [...known, ...others]
}

/** The record's regime key of a market of now. */
export const regimeKeyOf = (regime: StrategyRow['regime']): string | undefined =>
  regime === undefined ? undefined : `${regime.trend}/${regime.volatility}`

/**
 * How a weight comes about. It is the odds (1 + e) / (1 - e) of the record's edge e, the mean gain over the root mean
 * square of the gains, drawn towards none while trades are few; so the edge is told back from it.
 */
export function weightText({ weight, track, regime }: Pick<StrategyRow, 'weight' | 'track' | 'regime'>): string {
  const now = regime === undefined ? 'The regime of the market is not known yet.' : `The market is now: ${regimeText(regime)}.`
  if (track === undefined) return `Counts as one voice among equals: it has no closed trade yet. ${now}`
  const edge = (weight - 1) / (weight + 1)
  const own = track.byRegime.find((each) => each.regime === regimeKeyOf(regime))
  const words = edge > 0.005 ? 'more than one voice' : edge < -0.005 ? 'less than one voice' : 'one voice'
  const regimeWords =
    own === undefined
      ? 'It has no trades of this regime, so its whole record counts.'
      : `Of this regime it has ${String(own.trades)} trades; enough recent ones count before the rest.`
  return `Counts as ${words}: its ${String(track.trades)} closed trades stand for an edge of ${edge > 0 ? '+' : ''}${formatShare(edge, 1)}, drawn towards none while they are few, and fading with time. ${regimeWords} ${now}`
}

export interface RecordLine {
  readonly name: string
  readonly trades: string
  readonly won: string
  readonly each: string
  readonly now: boolean
}

const recordLine = (name: string, track: TrackRow, now: boolean): RecordLine => ({
  name,
  trades: String(track.trades),
  won: track.winRate === null ? MISSING : formatShare(track.winRate, 1),
  each: expectancyText(track),
  now,
})

export const recordLines = ({ track, regime }: Pick<StrategyRow, 'track' | 'regime'>): readonly RecordLine[] =>
  track === undefined
    ? []
    : [
        recordLine('All', track, false),
        ...track.byRegime.map((each) => recordLine(each.regime.replace('/', ', '), each, each.regime === regimeKeyOf(regime))),
      ]

/** Why an instance does not work, and what a person can do about it; undefined while it does. */
export function trouble(
  { error, enabled, instrument }: Pick<StrategyRow, 'error' | 'enabled' | 'instrument'>,
  described: Pick<StrategyDescriptor, 'origin' | 'problem'> | undefined,
): { readonly why: string; readonly remedy: string } | undefined {
  if (error !== undefined) {
    const remedy = {
      'built-in': 'Change its parameters in the configuration and start the program again.',
      user: 'Mend its file: it is taken up again as soon as it is saved.',
      generated: 'Retire it in Research, or let the next search replace it.',
    }[described?.origin ?? 'built-in']
    return {
      why: `Stopped on ${instrument}: ${error}`,
      remedy: `${remedy} Its open positions keep their stops; the others go on.`,
    }
  }
  if (described?.origin === 'user' && described.problem !== undefined)
    return {
      why: `The newest edit of its file does not work: ${described.problem}`,
      remedy: 'The last good version goes on. Mend the file.',
    }
  return enabled
    ? undefined
    : { why: 'Switched off: it gives no opinions.', remedy: 'Switch it on above. Positions that it led to keep their stops.' }
}
