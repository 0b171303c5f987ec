import { add, DAY, formatMoney, formatQuantity, type Money, ZERO_MONEY } from '../../../domain/index.ts'
import type { Disposal, LotReport, OpenLot } from '../../../portfolio/index.ts'
import { textCell } from './csv-output.ts'
import type { TaxLots } from './tax-lots.ts'
import { amountText, table } from './text-table.ts'

const COLUMNS = [
  'kind',
  'book',
  'asset',
  'quantity',
  'acquired',
  'disposed',
  'held_days',
  'currency',
  'proceeds',
  'sale_fees',
  'cost_basis',
  'buy_fees',
  'gain',
  'acquired_on',
  'disposed_on',
  'acquired_by',
  'disposed_by',
  'problems',
]

const iso = (at: number): string => new Date(at).toISOString()
const exact = (value: Money | undefined): string | undefined => (value === undefined ? undefined : formatMoney(value))

type Row = readonly (string | number | undefined)[]

const disposalRow = (each: Disposal): Row => [
  each.reason,
  textCell(each.book),
  textCell(each.asset),
  formatQuantity(each.quantity),
  iso(each.acquired.at),
  iso(each.disposed.at),
  Math.floor(each.heldFor / DAY),
  textCell(each.currency),
  exact(each.proceeds),
  exact(each.saleFees),
  exact(each.costBasis),
  exact(each.buyFees),
  exact(each.gain),
  textCell(each.acquired.instrument),
  textCell(each.disposed.instrument),
  textCell(each.acquired.fill),
  textCell(each.disposed.fill),
  textCell(each.problems.join('; ')),
]

const openRow = (each: OpenLot): Row => [
  'open',
  textCell(each.book),
  textCell(each.asset),
  formatQuantity(each.quantity),
  iso(each.acquired.at),
  undefined,
  undefined,
  textCell(each.currency),
  undefined,
  undefined,
  exact(each.costBasis),
  exact(each.buyFees),
  undefined,
  textCell(each.acquired.instrument),
  undefined,
  textCell(each.acquired.fill),
  undefined,
  textCell(each.problems.join('; ')),
]

/** Every digit, one row for each part of a lot that was sold or paid a fee, then what is open. What is unknown is empty. */
export function* lotRows({ disposals, open }: LotReport): Generator<Row> {
  yield COLUMNS
  for (const each of disposals) yield disposalRow(each)
  for (const each of open) yield openRow(each)
}

/** Gains by currency; those that are unknown are counted apart. */
function totals(disposals: readonly Disposal[]): readonly string[] {
  const currencies = new Set(disposals.map(({ currency }) => currency))
  return [...currencies].flatMap((currency) => {
    const here = disposals.filter((each) => each.currency === currency)
    const gains = here.flatMap(({ gain }) => (gain === undefined ? [] : [gain]))
    const unknown = here.length - gains.length
    const sum = gains.reduce<Money>((total, gain) => add(total, gain), ZERO_MONEY)
    return [
      ...(gains.length === 0 ? [] : [`gain ${amountText(sum)} ${currency}`]),
      ...(unknown === 0 ? [] : [`gain in ${currency} unknown: ${String(unknown)} disposals, in no sum`]),
    ]
  })
}

export function lotText(report: TaxLots): string {
  const { disposals, open, problems, method, scope, year, environment } = report
  const sold = disposals.map((each) => [
    each.book,
    each.reason,
    formatQuantity(each.quantity),
    iso(each.acquired.at).slice(0, 10),
    iso(each.disposed.at).slice(0, 10),
    ...[each.proceeds, each.saleFees, each.costBasis, each.buyFees, each.gain].map(amountText),
    each.currency,
  ])
  const kept = open.map((each) => [
    each.book,
    formatQuantity(each.quantity),
    iso(each.acquired.at).slice(0, 10),
    ...[each.costBasis, each.buyFees].map(amountText),
    each.currency,
  ])
  return [
    `${environment} account, ${method} by ${scope}, ${year === null ? 'all years' : String(year)}; amounts to 8 decimals, --csv and --json have every digit`,
    '',
    `disposals: ${String(disposals.length)}`,
    ...table(['book', 'for', 'quantity', 'acquired', 'disposed', 'proceeds', 'sale fees', 'cost', 'buy fees', 'gain', ''], sold),
    ...totals(disposals),
    ...report.funding.map(({ instrument, funding }) => `funding of ${instrument}, in no gain: ${amountText(funding)}`),
    '',
    `open lots: ${String(open.length)}`,
    ...table(['book', 'quantity', 'acquired', 'cost', 'buy fees', ''], kept),
    ...(problems.length === 0 ? [] : ['', `problems: ${String(problems.length)}`]),
    ...problems.map(({ fill, instrument, at, problem }) => `  ${iso(at)} ${instrument} ${fill}: ${problem}`),
    '',
  ].join('\n')
}
