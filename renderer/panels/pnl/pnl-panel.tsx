import type { ReactNode } from 'react'
import { formatShare } from '../../format/index.ts'
import { useAsked, useNow, usePanelState, useRow, useTerminal, useTopicStaleAge } from '../../stores/index.ts'
import { Loading, PanelContent, PanelMessage, Segments } from '../../ui/index.ts'
import { Calendar } from './calendar.tsx'
import { EquityCurve } from './equity-curve.tsx'
import { Figures } from './figures.tsx'
import { fromOf, parseRange, parseView, type Range, RANGE_WORDS, RANGES, VIEW_WORDS, VIEWS } from './ranges.ts'
import { Slices } from './slices.tsx'

const EVERY = 5_000
const MINUTE = 60_000
/** The trader tells its account every second. */
const SILENT = 3_000

const TITLES: Readonly<Record<Range, string>> = {
  today: 'Today',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  all: 'Since it was opened',
}

export function PnlPanel(): ReactNode {
  const { client } = useTerminal()
  const [range, setRange] = usePanelState('range', parseRange)
  const [view, setView] = usePanelState('view', parseView)
  const now = useNow(MINUTE)
  const query = fromOf(range, now)
  const { value, problem } = useAsked(`${range} ${String(query.from)}`, EVERY, () => client.api.trader.performance(query))
  const portfolio = useRow('trading.portfolio', 'all')
  const staleAge = useTopicStaleAge('trading.portfolio', '', SILENT)
  const empty =
    portfolio === undefined ? <PanelMessage title="No account yet">The trader has not opened one.</PanelMessage> : undefined
  return (
    <div className="panel pnl" data-testid="pnl">
      <div className="panel-bar">
        <Segments label="View" options={VIEWS} value={view} text={(each) => VIEW_WORDS[each]} onChange={setView} />
        {value === undefined || value.read >= 1 ? null : (
          <span className="dim" role="status">
            reading the journal, {formatShare(value.read)}
          </span>
        )}
        <span className="grow" />
        <Segments label="Range" options={RANGES} value={range} text={(each) => RANGE_WORDS[each]} onChange={setRange} />
      </div>
      <PanelContent topic="trading.portfolio" what="P&L" empty={empty} staleAge={staleAge}>
        <div className="pnl-split">
          <Figures row={value} title={TITLES[range]} />
          <div className="pnl-main">
            {view === 'days' ? (
              <Calendar />
            ) : problem !== '' ? (
              <PanelMessage title="The record does not answer">
                {problem}. The figures of now beside it are live; it is asked again by itself.
              </PanelMessage>
            ) : value === undefined ? (
              <Loading what="the record" />
            ) : view === 'curve' ? (
              <EquityCurve row={value} name={`${range} ${String(query.from)}`} />
            ) : (
              <Slices row={value} by={view} />
            )}
          </div>
        </div>
      </PanelContent>
    </div>
  )
}
