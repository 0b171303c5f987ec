import type { GeneratorReport, Rejection, Survivor } from '../../../research/index.ts'

const SHOWN = 10

const percent = (value: number): string => `${(value * 100).toFixed(1)} %`
const ratio = (value: number | null): string => (value === null ? '-' : value.toFixed(2))
const day = (time: number): string => new Date(time).toISOString().slice(0, 10)

const blocker = ({ window, filter, measured, limit }: Rejection): string =>
  `${window} ${filter} ${ratio(measured)} (limit ${String(limit)})`

function survivorText({ rank, id, text, promoted, against, metrics, deflatedSharpe }: Survivor): readonly string[] {
  const { train, validation, heldOut } = metrics
  const windows = [train, validation, heldOut].map(
    (each) => `${ratio(each.sharpe)} / ${percent(each.totalReturn)} / ${String(each.trades)}`,
  )
  return [
    `${String(rank).padStart(3)}  ${id}  ${promoted ? 'PROMOTED' : `not promoted: ${against.map(blocker).join(', ')}`}`,
    `     ${text}`,
    `     train ${windows[0] ?? ''}, validation ${windows[1] ?? ''}, held-out ${windows[2] ?? ''}; deflated ${deflatedSharpe.validation.toFixed(3)}, ${deflatedSharpe.search.toFixed(3)}`,
  ]
}

/** A report for a person. */
export function searchText(report: GeneratorReport): string {
  const { data, windows, search, funnel, overfitting, survivors, rejectedFor } = report
  const span = (name: keyof typeof windows): string =>
    `${name} ${day(windows[name].from)} to ${day(windows[name].to)} (hold ${percent(windows[name].buyAndHold.totalReturn)})`
  const reasons = Object.entries(rejectedFor).sort(([, a], [, b]) => b - a)
  return [
    `${data.instrument} ${data.timeframe}, ${String(data.bars)} bars: ${span('train')}, ${span('validation')}, ${span('heldOut')}`,
    `${String(search.evaluated)} strategies in ${String(search.generations)} generations, worth ${search.independentTrials.toFixed(0)} independent trials`,
    `of the last ${String(funnel.population)}: ${String(funnel.passedTrain)} passed train, ${String(funnel.passedValidation)} validation, ${String(funnel.survived)} stability, ${String(funnel.promoted)} promoted`,
    `probability of overfitting: ${overfitting === null ? 'too few days to say' : overfitting.probability.toFixed(2)}; a market without an edge promotes in at most ${percent(report.falsePositiveRate)} of searches`,
    ...(survivors.length === 0 ? [] : ['', 'Sharpe / return / trades in each window:']),
    ...survivors.slice(0, SHOWN).flatMap(survivorText),
    ...(survivors.length > SHOWN ? [`     and ${String(survivors.length - SHOWN)} more (--json)`] : []),
    ...(survivors.length > 0
      ? []
      : ['', `none survived: ${reasons.map(([name, count]) => `${name} ${String(count)}`).join(', ')}`]),
    '',
  ].join('\n')
}
