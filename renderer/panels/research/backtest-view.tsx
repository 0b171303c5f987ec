import { type ReactNode, useMemo } from 'react'
import { formatDateTime, formatDecimal } from '../../format/index.ts'
import { useAsked, usePanelState, useTerminal, useZone } from '../../stores/index.ts'
import { Loading, PanelMessage, Segments } from '../../ui/index.ts'
import { Curves } from './curves.tsx'
import { FigureList } from './figure-list.tsx'
import { FIGURES, figureText } from './figures.ts'
import { Luck } from './luck.tsx'
import { Months } from './months.tsx'
import type { BacktestFigures } from './report.ts'
import { Trades } from './trades.tsx'

const SHEETS = ['sheet', 'trades', 'luck'] as const
type Sheet = (typeof SHEETS)[number]
const WORDS: Readonly<Record<Sheet, string>> = { sheet: 'Tear sheet', trades: 'Trades', luck: 'Other luck' }
const parseSheet = (kept: unknown): Sheet => SHEETS.find((sheet) => sheet === kept) ?? 'sheet'

const ONCE = 3_600_000

function Analysed({ id, sheet }: { readonly id: string; readonly sheet: Sheet }): ReactNode {
  const { client } = useTerminal()
  const { value, problem } = useAsked(id, ONCE, () => client.api.research.analysis(id))
  if (problem !== '')
    return <PanelMessage title="The trades cannot be read">{problem}. The report itself is as it was.</PanelMessage>
  if (value === undefined) return <Loading what="the trades" />
  if (value === null) return <PanelMessage title="This run has no trades to read" />
  return sheet === 'trades' ? <Trades trips={value.trips} /> : <Luck monteCarlo={value.monteCarlo} />
}

function Sheet({ figures }: { readonly figures: BacktestFigures }): ReactNode {
  const zone = useZone()
  const { metrics, equity, months } = figures
  const curves = useMemo(() => [{ label: 'Equity', points: equity }], [equity])
  const shown = FIGURES.map((figure) => ({ ...figure, value: figureText(figure, metrics[figure.key]) }))
  const end = {
    label: 'Ends with',
    value: formatDecimal(figures.finalEquity, 2),
    hint: `${figures.finalEquity}, from ${figures.startingCash}`,
  }
  return (
    <>
      <FigureList figures={[end, ...shown]} />
      <Curves curves={curves} label="Equity of the backtest, and below it the falls from its peaks" />
      <Months months={months} />
      <p className="dim research-note">
        {figures.bars.toLocaleString('en-US')} bars from {formatDateTime(figures.from, zone)} to{' '}
        {formatDateTime(figures.to, zone)}, with{' '}
        {Object.entries(figures.params)
          .map(([name, value]) => `${name} ${String(value)}`)
          .join(', ') || 'the usual parameters'}
        . {figures.haltReason === undefined ? '' : `Halted: ${figures.haltReason}. `}
        <span title={`SHA-256 over every input and decision: ${figures.decisionHash}`}>
          Decisions {figures.decisionHash.slice(0, 12)}.
        </span>
      </p>
    </>
  )
}

/** A finished backtest: its tear sheet, its trades, and what other luck would have made of them. */
export function BacktestView({ id, figures }: { readonly id: string; readonly figures: BacktestFigures }): ReactNode {
  const [sheet, setSheet] = usePanelState('sheet', parseSheet)
  return (
    <>
      <div className="research-tabs">
        <Segments label="Part of the report" options={SHEETS} value={sheet} text={(each) => WORDS[each]} onChange={setSheet} />
      </div>
      {sheet === 'sheet' ? <Sheet figures={figures} /> : <Analysed id={id} sheet={sheet} />}
    </>
  )
}
