import { DAY, HOUR, MINUTE, money, SECOND, type Wire } from '../../../domain/index.ts'
import { percentText, type Slice } from '../../../performance/index.ts'
import type { PortfolioReport } from './portfolio-report.ts'
import { amountText, table } from './text-table.ts'

/** Days shown; --json has all. */
const DAYS = 14

const shown = (text: string | null | undefined): string =>
  amountText(text === null || text === undefined ? undefined : money(text))
const ratio = (value: number | null): string => (value === null ? '-' : value.toFixed(2))
const share = (value: number | null): string => (value === null ? '-' : percentText(value))

function ageText(age: number): string {
  for (const [unit, name] of [
    [DAY, 'd'],
    [HOUR, 'h'],
    [MINUTE, 'm'],
    [SECOND, 's'],
  ] as const)
    if (age >= unit) return `${String(Math.floor(age / unit))} ${name}`
  return `${String(age)} ms`
}

const SLICE = [
  '',
  'trades',
  'net',
  'fees',
  'won',
  'profit factor',
  'return',
  'drawdown',
  'Sharpe',
  'Sortino',
  'Calmar',
  'exposure',
]

const sliceRow = (key: string, slice: Omit<Wire<Slice>, 'key'>): readonly string[] => [
  key,
  String(slice.trades),
  shown(slice.netPnl),
  shown(slice.fees),
  share(slice.winRate),
  ratio(slice.profitFactor),
  percentText(slice.totalReturn),
  percentText(slice.maxDrawdown),
  ...[slice.sharpe, slice.sortino, slice.calmar].map(ratio),
  percentText(slice.exposure),
]

const slices = (name: string, rows: Wire<readonly Slice[]>): readonly string[] =>
  rows.length === 0
    ? []
    : [
        '',
        ...table(
          [name, ...SLICE.slice(1)],
          rows.map((slice) => sliceRow(slice.key, slice)),
        ),
      ]

export function portfolioText(report: PortfolioReport): string {
  const { account, positions, totals, byDay } = report
  const held = positions.filter(({ quantity }) => quantity !== '0')
  return [
    `${report.environment} account on ${new Date(report.at).toISOString()}, opened ${new Date(report.openedAt).toISOString()}; amounts to 8 decimals, --json has every digit`,
    '',
    ...table(
      ['', account.currency],
      [
        ['cash', shown(account.cash)],
        ['reserved', shown(account.reserved)],
        ['positions', shown(account.marketValue)],
        ['equity', shown(account.equity)],
        ['started with', shown(account.startingEquity)],
        ['realised', shown(account.realisedPnl)],
        ['unrealised', shown(account.unrealisedPnl)],
        ['fees', shown(account.fees)],
        ...(account.funding === undefined ? [] : [['funding', shown(account.funding)]]),
      ],
    ),
    ...(held.length === 0 ? [] : ['']),
    ...table(
      ['position', 'quantity', 'average', 'mark', 'value', 'unrealised'],
      held.map((each) => [
        each.instrument,
        each.quantity,
        each.averagePrice ?? '-',
        each.markPrice ?? '-',
        shown(each.marketValue),
        shown(each.unrealisedPnl),
      ]),
    ),
    '',
    `total ${shown(totals.total)} ${totals.currency}`,
    ...table(
      ['at', 'what', 'amount', 'of', totals.currency, 'price age'],
      totals.converted.map((each) => [
        each.exchange,
        each.what,
        shown(each.amount),
        each.currency,
        shown(each.total),
        ageText(each.age),
      ]),
    ),
    ...totals.unconverted.map(
      (each) => `  not in the total: ${each.what} at ${each.exchange}, ${shown(each.amount)} ${each.currency}: ${each.problem}`,
    ),
    ...report.unbookedFees.map(
      ({ asset, quantity }) => `  not in any figure: fees of ${quantity} ${asset} that was never bought here`,
    ),
    ...slices('account', [{ key: 'all', ...report.performance }]),
    ...slices('strategy', report.byStrategy),
    ...slices('market', report.bySymbol),
    ...slices('day', byDay.slice(-DAYS)),
    '',
  ].join('\n')
}
