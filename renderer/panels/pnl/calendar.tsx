import { ChevronLeft, ChevronRight } from 'lucide-react'
import { type CSSProperties, type ReactNode, useState } from 'react'
import type { PerformanceSlice } from '../../../core/contract/index.ts'
import { formatDecimal, formatShare, MISSING } from '../../format/index.ts'
import { useAsked, useNow, useTerminal } from '../../stores/index.ts'
import { Loading, PanelMessage, Pnl, toneOf } from '../../ui/index.ts'
import { type MonthDay, monthStart, monthTitle, monthWeeks } from './month.ts'

const EVERY = 10_000
const WEEKDAYS = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su']

const hintOf = ({ key, netPnl, fees, trades, winRate, totalReturn }: PerformanceSlice, currency: string): string =>
  [
    key,
    `net ${netPnl} ${currency}`,
    `fees ${fees}`,
    `${String(trades)} closed trade${trades === 1 ? '' : 's'}${winRate === null ? '' : `, ${formatShare(winRate)} won`}`,
    `equity ${(totalReturn * 100).toFixed(3)} %`,
  ].join('\n')

function Day({ cell, currency }: { readonly cell: MonthDay; readonly currency: string }): ReactNode {
  const { slice, day, inside, heat, key } = cell
  const shade = { '--heat': `${String(Math.round(8 + heat * 34))}%` } as CSSProperties
  return (
    <div
      role="cell"
      className={`day ${toneOf(slice?.netPnl)}`}
      data-inside={inside}
      data-testid={slice === undefined ? undefined : `day-${key}`}
      style={slice === undefined ? undefined : shade}
      title={slice === undefined ? (inside ? `${key}\nnothing was traded` : undefined) : hintOf(slice, currency)}
    >
      {day === undefined ? null : <span className="date">{String(day)}</span>}
      {slice === undefined ? null : (
        <>
          <span className="amount num">{formatDecimal(slice.netPnl, 2, { sign: true })}</span>
          <span className="trades">
            {String(slice.trades)} {slice.trades === 1 ? 'trade' : 'trades'}
          </span>
        </>
      )}
    </div>
  )
}

/** What each UTC day of a month earned, net; the month's figures are the service's. */
export function Calendar(): ReactNode {
  const { client } = useTerminal()
  const now = useNow(60_000)
  const [back, setBack] = useState(0)
  const start = monthStart(now, -back)
  const end = monthStart(start, 1) - 1
  const { value, problem } = useAsked(String(start), EVERY, () =>
    client.api.trader.performance({ from: start, to: end, points: 4 }),
  )
  const openedAt = value?.openedAt ?? start
  const before = openedAt < start
  return (
    <div className="calendar" data-testid="pnl-calendar">
      <div className="calendar-head">
        <button
          type="button"
          className="btn small icon ghost"
          aria-label="The month before"
          disabled={!before}
          onClick={() => {
            setBack(back + 1)
          }}
        >
          <ChevronLeft size={12} aria-hidden />
        </button>
        <b>{monthTitle(start)}</b>
        <button
          type="button"
          className="btn small icon ghost"
          aria-label="The month after"
          disabled={back === 0}
          onClick={() => {
            setBack(back - 1)
          }}
        >
          <ChevronRight size={12} aria-hidden />
        </button>
        <span className="grow" />
        {value === undefined ? null : (
          <span className="calendar-sum">
            <span className="dim">net</span> <Pnl value={value.account.netPnl} />{' '}
            <span className="dim">
              {value.currency} · {String(value.account.trades)} trades ·{' '}
              {value.account.winRate === null ? MISSING : formatShare(value.account.winRate)} won
            </span>
          </span>
        )}
      </div>
      {problem !== '' ? (
        <PanelMessage title="The account does not answer">{problem}</PanelMessage>
      ) : value === undefined ? (
        <Loading what="the month" />
      ) : (
        <div className="month" role="table" aria-label={`Net profit or loss by day, ${monthTitle(start)}, UTC`}>
          <div className="week head" role="row">
            {WEEKDAYS.map((name) => (
              <span key={name} role="columnheader">
                {name}
              </span>
            ))}
          </div>
          {monthWeeks(start, value.byDay, { openedAt, now }).map((week) => (
            <div key={week[0]?.key} className="week" role="row">
              {week.map((cell) => (
                <Day key={cell.key} cell={cell} currency={value.currency} />
              ))}
            </div>
          ))}
        </div>
      )}
    </div>
  )
}
