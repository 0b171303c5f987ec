import { formatPercent, formatShare, MISSING } from '../../format/index.ts'

export interface Figure {
  readonly key: string
  readonly label: string
  /** What it says, for somebody who sees it the first time. */
  readonly hint: string
  readonly better: 'more' | 'less' | 'neither'
  readonly text: (value: number) => string
}

const percent = (value: number): string => formatPercent(value)
const share = (value: number): string => formatShare(value, 2)
const plain = (value: number): string => value.toFixed(2)
const count = (value: number): string => value.toLocaleString('en-US')
const days = (value: number): string => `${(value / 86_400_000).toFixed(1)} d`

/** The figures of a backtest in the order in which a person reads them. */
export const FIGURES: readonly Figure[] = [
  {
    key: 'totalReturn',
    label: 'Return',
    hint: 'Final equity over the start, less one, after fees and slippage',
    better: 'more',
    text: percent,
  },
  {
    key: 'annualReturn',
    label: 'A year',
    hint: 'The same growth over a whole year; of a short test it says little',
    better: 'more',
    text: percent,
  },
  {
    key: 'maxDrawdown',
    label: 'Drawdown',
    hint: 'Deepest fall of equity from a peak, as a share of that peak',
    better: 'less',
    text: share,
  },
  {
    key: 'longestDrawdown',
    label: 'Under water',
    hint: 'Longest time below an earlier peak of equity',
    better: 'less',
    text: days,
  },
  {
    key: 'sharpe',
    label: 'Sharpe',
    hint: 'Mean daily return over its deviation, a year: return for each unit of unrest',
    better: 'more',
    text: plain,
  },
  { key: 'sortino', label: 'Sortino', hint: 'As Sharpe, with only the falls counted as unrest', better: 'more', text: plain },
  { key: 'calmar', label: 'Calmar', hint: 'Annual return over the deepest drawdown', better: 'more', text: plain },
  {
    key: 'trades',
    label: 'Trades',
    hint: 'Closed trades, from flat to flat; of fewer than thirty one cannot say much',
    better: 'neither',
    text: count,
  },
  { key: 'winRate', label: 'Won', hint: 'Share of the closed trades that made a profit after fees', better: 'more', text: share },
  {
    key: 'profitFactor',
    label: 'Profit factor',
    hint: 'All profits over all losses; above one it earned',
    better: 'more',
    text: plain,
  },
  {
    key: 'exposure',
    label: 'In the market',
    hint: 'Share of the bars at whose close something was held',
    better: 'neither',
    text: share,
  },
  { key: 'fees', label: 'Fees', hint: 'Of all fills, in the quote currency', better: 'less', text: plain },
]

export const figureText = ({ text }: Figure, value: number | null | undefined): string =>
  value === null || value === undefined ? MISSING : text(value)

/** Which of the runs are best by a figure: all that share the best value; none where it is no matter of better, or of one value. */
export function bestOf({ better }: Figure, values: readonly (number | null | undefined)[]): readonly number[] {
  const known = values.filter((value) => value !== null && value !== undefined)
  if (better === 'neither' || known.length < 2 || new Set(known).size < 2) return []
  const best = better === 'more' ? Math.max(...known) : Math.min(...known)
  return values.flatMap((value, index) => (value === best ? [index] : []))
}
