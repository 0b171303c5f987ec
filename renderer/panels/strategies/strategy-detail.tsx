import { TriangleAlert, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { StrategyRow } from '../../../core/contract/index.ts'
import { useReference } from '../../stores/index.ts'
import { Confidence } from '../../ui/index.ts'
import { SymbolName } from '../symbol.tsx'
import { parameterLines, recordLines, trouble, weightText } from './detail-text.ts'
import { EnabledBox, StrategyMode } from './mode-select.tsx'
import { OpinionAge, STANCE, stanceTone } from './stance.tsx'

function Record({ row }: { readonly row: StrategyRow }): ReactNode {
  const lines = recordLines(row)
  if (lines.length === 0) return <p className="dim">No closed trade that it voted for yet.</p>
  return (
    <table className="strategy-table" aria-label="Track record">
      <thead>
        <tr>
          <th scope="col">Trend, volatility</th>
          <th scope="col">Trades</th>
          <th scope="col">Won</th>
          <th scope="col">A trade</th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ name, trades, won, each, now }) => (
          <tr key={name} data-now={now}>
            <th scope="row">
              {name}
              {now ? <span className="tag accent">now</span> : null}
            </th>
            <td className="num">{trades}</td>
            <td className="num">{won}</td>
            <td className={each.startsWith('-') ? 'num down' : 'num up'}>{each}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Parameters({ row }: { readonly row: StrategyRow }): ReactNode {
  const catalog = useReference((reference) => reference.catalog)
  const status = useReference((reference) => reference.status)
  const described = catalog.find(({ id }) => id === row.strategy) ?? catalog.find(({ title }) => title === row.title)
  const lines = parameterLines(row, described?.parameters ?? [])
  if (lines.length === 0) return <p className="dim">It takes no parameters.</p>
  return (
    <>
      <table className="strategy-table" aria-label="Parameters">
        <thead>
          <tr>
            <th scope="col">Parameter</th>
            <th scope="col">Value</th>
            <th scope="col">Usual</th>
            <th scope="col">Range</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ name, value, usual, range, changed, description }) => (
            <tr key={name} title={description}>
              <th scope="row">{name}</th>
              <td className="num" data-changed={changed}>
                {value}
                {changed ? <span className="sr-only"> changed</span> : null}
              </td>
              <td className="num dim">{usual}</td>
              <td className="num dim">{range}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="dim">
        They are set where the program starts: <code>strategies[].params</code> of the configuration file, for {row.strategy}
        {status === undefined || status.dataDir === '' ? '' : <> (data in {status.dataDir})</>}. A change counts from the next
        start.
      </p>
    </>
  )
}

/** All about one strategy on one market. */
export function StrategyDetail({ row, onClose }: { readonly row: StrategyRow; readonly onClose: () => void }): ReactNode {
  const catalog = useReference((reference) => reference.catalog)
  const described = catalog.find(({ id }) => id === row.strategy) ?? catalog.find(({ title }) => title === row.title)
  const problem = trouble(row, described)
  return (
    <aside className="strategy-detail" aria-label={`${row.title} on ${row.instrument}`} data-testid="strategy-detail">
      <header>
        <b className="clip">{row.title}</b>
        <span className="dim">
          <SymbolName id={row.instrument} /> {row.timeframe}
        </span>
        <span className="grow" />
        <button type="button" className="btn small icon ghost" aria-label="Close the detail" onClick={onClose}>
          <X size={12} aria-hidden />
        </button>
      </header>
      <div className="strategy-body">
        <div className="strategy-switches">
          <label className="check">
            <EnabledBox row={row} />
            {row.enabled ? 'on' : 'off'}
          </label>
          <StrategyMode strategy={row.strategy} />
        </div>
        {problem === undefined ? null : (
          <div className="strategy-trouble" role="status" data-error={row.error !== undefined}>
            <TriangleAlert size={12} aria-hidden />
            <span>
              <b className="selectable">{problem.why}</b> {problem.remedy}
            </span>
          </div>
        )}
        <dl className="strategy-now">
          <div>
            <dt>Says</dt>
            <dd className={stanceTone(row)}>{STANCE[row.stance]}</dd>
          </div>
          <div>
            <dt>Confidence</dt>
            <dd>
              <Confidence value={row.confidence} />
            </dd>
          </div>
          <div>
            <dt>Age</dt>
            <dd className="num">
              <OpinionAge at={row.at} />
            </dd>
          </div>
          <div>
            <dt>Weight</dt>
            <dd className="num" title={String(row.weight)}>
              x {row.weight.toFixed(2)}
            </dd>
          </div>
        </dl>
        <p>{weightText(row)}</p>
        <h4>Track record</h4>
        <Record row={row} />
        <h4>Parameters</h4>
        <Parameters row={row} />
        {described === undefined ? null : (
          <>
            <h4>
              {described.family}, {described.origin}
              {described.version === '' ? '' : `, version ${described.version}`}
            </h4>
            <p className="selectable">{described.description}</p>
          </>
        )}
      </div>
    </aside>
  )
}
