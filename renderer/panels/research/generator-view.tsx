import { type ReactNode, useMemo, useState } from 'react'
import type { PromotionRow } from '../../../core/contract/index.ts'
import { formatCount, formatPercent, formatShare, MISSING } from '../../format/index.ts'
import { useRows, useTerminal } from '../../stores/index.ts'
import { type Column, PanelMessage, Table } from '../../ui/index.ts'
import { overfittingVerdict } from './credibility.ts'
import { FigureList } from './figure-list.tsx'
import { PopulationPlot } from './population-plot.tsx'
import type { FoundStrategy, GeneratorFigures } from './report.ts'

const plain = (value: number | null | undefined): string => (typeof value === 'number' ? value.toFixed(2) : MISSING)
const share = (value: number | null | undefined): string => (typeof value === 'number' ? formatShare(value, 1) : MISSING)
const percent = (value: number | null | undefined): string => (typeof value === 'number' ? formatPercent(value) : MISSING)

type State = 'at work' | 'retired' | 'can go' | 'against' | 'fell'
const TAGS: Readonly<Record<State, string>> = {
  'at work': 'tag up',
  retired: 'tag',
  'can go': 'tag accent',
  against: 'tag warn',
  fell: 'tag',
}

interface Row extends FoundStrategy {
  readonly state: State
  readonly promotion: PromotionRow | undefined
}

const stateOf = (found: FoundStrategy, promotion: PromotionRow | undefined): State => {
  if (promotion !== undefined) return promotion.retiredAt === undefined ? 'at work' : 'retired'
  if (found.promoted) return 'can go'
  return found.rank === null ? 'fell' : 'against'
}

const COLUMNS: readonly Column<Row>[] = [
  { id: 'rank', title: '#', width: '34px', align: 'right', className: 'dim', cell: ({ rank }) => rank ?? '' },
  {
    id: 'text',
    title: 'Strategy',
    width: 'minmax(110px, 3fr)',
    hint: ({ text, id }) => (text === '' ? id : text),
    cell: ({ text, id }) => (text === '' ? <span className="dim">{id}</span> : text),
  },
  {
    id: 'sharpe',
    title: 'Sharpe',
    width: '54px',
    align: 'right',
    hint: () => 'On validation',
    cell: ({ validation }) => plain(validation['sharpe']),
  },
  {
    id: 'fall',
    title: 'Drawdown',
    width: '72px',
    from: 420,
    align: 'right',
    hint: () => 'On validation',
    cell: ({ validation }) => share(validation['maxDrawdown']),
  },
  {
    id: 'trades',
    title: 'Trades',
    width: '50px',
    from: 500,
    align: 'right',
    cell: ({ validation }) => validation['trades'] ?? MISSING,
  },
  {
    id: 'held',
    title: 'Held out',
    width: '66px',
    align: 'right',
    hint: () => 'Return of the days that nothing was chosen by',
    cell: ({ heldOut }) => percent(heldOut['totalReturn']),
  },
  { id: 'state', title: 'State', width: '76px', cell: ({ state }) => <span className={TAGS[state]}>{state}</span> },
]

function Retire({ promotion }: { readonly promotion: PromotionRow }): ReactNode {
  const { client, toasts } = useTerminal()
  const [reason, setReason] = useState('')
  return (
    <form
      className="research-retire"
      onSubmit={(event) => {
        event.preventDefault()
        client.api.research.retire(promotion.strategy, promotion.instrument, reason).then(
          (done) => {
            toasts.show({ tone: done ? 'ok' : 'error', title: done ? 'Retired' : 'It was not at work', text: promotion.strategy })
          },
          (error: unknown) => {
            toasts.show({ tone: 'error', title: 'Not retired', text: String(error) })
          },
        )
      }}
    >
      <input
        className="input"
        aria-label="Why it is retired"
        placeholder="Why, in words"
        value={reason}
        onChange={(event) => {
          setReason(event.target.value)
        }}
      />
      <button type="submit" className="btn" disabled={reason.trim() === ''} title="It never comes back on this market">
        Retire for good
      </button>
    </form>
  )
}

function Chosen({ row, run }: { readonly row: Row; readonly run: string }): ReactNode {
  const { client, toasts } = useTerminal()
  const windows = [
    ['train', row.train],
    ['validation', row.validation],
    ['held out', row.heldOut],
  ] as const
  return (
    <section className="research-chosen" aria-label="Chosen strategy">
      <p className="selectable">{row.text === '' ? row.id : row.text}</p>
      <table className="research-months" aria-label="Its figures by window">
        <thead>
          <tr>
            <th scope="col">Window</th>
            {['Return', 'Sharpe', 'Drawdown', 'Trades', 'Won', 'Factor'].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {windows.map(([name, metrics]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="num">{percent(metrics['totalReturn'])}</td>
              <td className="num">{plain(metrics['sharpe'])}</td>
              <td className="num">{share(metrics['maxDrawdown'])}</td>
              <td className="num">{metrics['trades'] ?? MISSING}</td>
              <td className="num">{share(metrics['winRate'])}</td>
              <td className="num">{plain(metrics['profitFactor'])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {row.against.length === 0 ? null : <p className="warn">Against it: {row.against.join('; ')}.</p>}
      {row.promotion !== undefined && row.promotion.retiredAt === undefined ? (
        <Retire key={row.id} promotion={row.promotion} />
      ) : null}
      {row.promotion?.retiredAt === undefined ? null : (
        <p className="dim">Retired: {row.promotion.retiredReason}. It stays so on this market.</p>
      )}
      {row.state === 'can go' ? (
        <button
          type="button"
          className="btn"
          data-testid="research-promote"
          onClick={() => {
            client.api.research.promote(run, row.id).then(
              (done) => {
                toasts.show({
                  tone: done ? 'ok' : 'error',
                  title: done ? 'At work on paper' : 'Not at work',
                  text: done ? row.text : 'It was retired on this market before, or better ones hold all places',
                })
              },
              (error: unknown) => {
                toasts.show({ tone: 'error', title: 'Not promoted', text: String(error) })
              },
            )
          }}
        >
          Promote to paper
        </button>
      ) : null}
    </section>
  )
}

/** A finished search: how many fell where, the population, and what of it may go to work. */
export function GeneratorView({ id, figures }: { readonly id: string; readonly figures: GeneratorFigures }): ReactNode {
  const { funnel, population, instrument } = figures
  const promotions = useRows('research.promotions')
  const [chosen, setChosen] = useState<string>()
  const rows = useMemo(
    () =>
      population.map((found): Row => {
        const promotion = promotions.find((each) => each.strategy === found.id && each.instrument === instrument)
        return { ...found, promotion, state: stateOf(found, promotion) }
      }),
    [population, promotions, instrument],
  )
  const row = rows.find((each) => each.id === chosen)
  const overfitting = overfittingVerdict(figures.overfitting)
  return (
    <>
      <FigureList
        figures={[
          {
            label: 'Evaluated',
            value: formatCount(figures.evaluated),
            hint: 'Different strategies that ran over the train window',
          },
          {
            label: 'Passed training',
            value: formatCount(funnel['passedTrain'] ?? 0),
            hint: 'Of the last generation, by the filters on the days it was bred on',
          },
          {
            label: 'Passed validation',
            value: formatCount(funnel['passedValidation'] ?? 0),
            hint: 'By the filters on days that breeding never saw',
          },
          {
            label: 'Survived',
            value: formatCount(funnel['survived'] ?? 0),
            hint: 'Different enough from one another, and steady',
          },
          {
            label: 'Passed all',
            value: formatCount(funnel['promoted'] ?? 0),
            hint: 'Also on the days that nothing was chosen by',
          },
          { label: 'Overfitting', value: share(figures.overfitting), hint: overfitting.words },
        ]}
      />
      <p className="research-note" data-tone={overfitting.tone}>
        {overfitting.words} Of searches of a market without any edge, at most {formatShare(figures.falsePositiveRate, 1)} promote
        anything.
      </p>
      <PopulationPlot population={population} chosen={chosen} onChoose={setChosen} />
      {population.some(({ rank }) => rank !== null) ? null : (
        <p className="dim research-note">Nothing survived. That is the honest answer of most searches.</p>
      )}
      {row === undefined ? null : <Chosen row={row} run={id} />}
      {rows.length === 0 ? (
        <PanelMessage title="Nothing to show of it" />
      ) : (
        <Table
          label="Population"
          testId="research-population-table"
          columns={COLUMNS}
          rows={rows}
          rowKey={(each) => each.id}
          selectedKey={chosen}
          onSelect={(each) => {
            setChosen(each.id === chosen ? undefined : each.id)
          }}
        />
      )}
    </>
  )
}
