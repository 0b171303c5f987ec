import { type ReactNode, useState } from 'react'
import { SEARCH_METHODS, SEARCH_OBJECTIVES, type StrategyParameterRow } from '../../../core/contract/index.ts'
import { TIMEFRAMES } from '../../../core/domain/index.ts'
import { useReference, useSelected, useTerminal } from '../../stores/index.ts'
import { Segments } from '../../ui/index.ts'
import { Choice, Field } from './fields.tsx'
import { ParameterFields } from './parameter-fields.tsx'
import { FRESH, type Kind, KINDS, type Problems, problemsOf, refusalOf, type ResearchDraft, requestOf } from './request.ts'

const KIND_WORDS: Readonly<Record<Kind, string>> = { backtest: 'Backtest', optimise: 'Optimise', generate: 'Generate' }
const METHOD_WORDS: Readonly<Record<string, string>> = { grid: 'grid: all', random: 'random', tpe: 'Bayesian (TPE)' }
const SIZES = [
  ['all-in', 'all in'],
  ['fixed', 'fixed share'],
  ['risk', 'as live'],
] as const

const same = (names: readonly string[]) => names.map((name) => [name, name] as const)
const NO_PARAMETERS: readonly StrategyParameterRow[] = []

interface PartProps {
  readonly draft: ResearchDraft
  readonly problems: Problems
  readonly onChange: (draft: ResearchDraft) => void
}

type TextField = { [Name in keyof ResearchDraft]: ResearchDraft[Name] extends string ? Name : never }[keyof ResearchDraft]

const fieldsFor = ({ draft, problems, onChange }: PartProps) =>
  function field(
    name: TextField,
    label: string,
    hint: string,
    more: { readonly of?: string; readonly placeholder?: string } = {},
  ) {
    const { of = name, ...rest } = more
    return (
      <Field
        key={name}
        label={label}
        hint={hint}
        value={draft[name]}
        problem={problems[of]}
        onChange={(text) => {
          onChange({ ...draft, [name]: text })
        }}
        {...rest}
      />
    )
  }

function TradingFields(props: PartProps): ReactNode {
  const { draft, onChange } = props
  const field = fieldsFor(props)
  return (
    <>
      <Choice
        label="Size"
        hint="What an entry takes: all there is, a fixed share, or what the risk rules would take live"
        value={draft.size}
        options={SIZES}
        onChange={(size) => {
          onChange({ ...draft, size })
        }}
      />
      {draft.size === 'fixed' ? field('fractionPercent', 'Share %', 'Of equity, an entry', { of: 'fraction' }) : <span />}
      {field('stopPercent', 'Stop %', 'Below the fill; empty: the level of the strategy, if it gives one', {
        of: 'stop',
        placeholder: 'own',
      })}
      {field('targetPercent', 'Target %', 'Above the fill; empty: the level of the strategy, if it gives one', {
        of: 'target',
        placeholder: 'own',
      })}
    </>
  )
}

function SearchFields(props: PartProps): ReactNode {
  const { draft, problems, onChange } = props
  const field = fieldsFor(props)
  return (
    <>
      <Choice
        label="Method"
        hint="All combinations, some at random, or where earlier trials did well"
        value={draft.method}
        options={SEARCH_METHODS.map((method) => [method, METHOD_WORDS[method] ?? method] as const)}
        problem={problems['method'] ?? problems['space']}
        onChange={(method) => {
          onChange({ ...draft, method })
        }}
      />
      <Choice
        label="Best by"
        hint="What a trial is chosen by"
        value={draft.objective}
        options={same(SEARCH_OBJECTIVES)}
        problem={problems['objective']}
        onChange={(objective) => {
          onChange({ ...draft, objective })
        }}
      />
      {field('trials', 'Trials', 'At most so many backtests')}
      {field('minTrades', 'Min trades', 'A trial that closes fewer trades has no score')}
      {field('batch', 'Batch', 'Trials chosen before the scores of one another are known; part of the result')}
      {field('folds', 'Folds', 'Parts of the days over which the choice is checked; empty: it is not', { placeholder: 'none' })}
      {field('seed', 'Seed', 'The same seed finds the same')}
    </>
  )
}

/** What to compute over the recorded bars of a market; what is wrong stands beside its field. */
export function ResearchForm({ onStarted }: { readonly onStarted: (id: string) => void }): ReactNode {
  const { client } = useTerminal()
  const selected = useSelected()
  const instruments = useReference((reference) => reference.instruments)
  const catalog = useReference((reference) => reference.catalog)
  const [typed, setDraft] = useState(FRESH)
  const [tried, setTried] = useState(false)
  const [refusal, setRefusal] = useState<Problems>({})
  const [starting, setStarting] = useState(false)
  const draft: ResearchDraft = { ...typed, instrument: typed.instrument === '' ? selected : typed.instrument }
  const builtIns = catalog.filter(({ origin }) => origin === 'built-in')
  const parameters = builtIns.find(({ id }) => id === draft.strategy)?.parameters ?? NO_PARAMETERS
  const request = requestOf(draft, parameters)
  const problems: Problems = { ...(tried ? problemsOf(request) : {}), ...refusal }
  const change = (next: ResearchDraft): void => {
    setRefusal({})
    setDraft(next)
  }
  const part = { draft, problems, onChange: change }
  const field = fieldsFor(part)
  const start = (): void => {
    setTried(true)
    if (Object.keys(problemsOf(request)).length > 0) return
    setStarting(true)
    setRefusal({})
    client.api.research
      .start(request)
      .then(
        ({ id }) => {
          setTried(false)
          onStarted(id)
        },
        (error: unknown) => {
          setRefusal(refusalOf(error instanceof Error ? error.message : String(error), draft.strategy))
        },
      )
      .finally(() => {
        setStarting(false)
      })
  }
  const shown = new Set(['', 'instrument', 'timeframe', 'strategy'])
  const rest = Object.entries(problems).filter(([name]) => shown.has(name))
  return (
    <form
      className="research-form"
      aria-label="New research"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        start()
      }}
    >
      <Segments
        label="Kind"
        options={KINDS}
        value={draft.kind}
        text={(kind) => KIND_WORDS[kind]}
        onChange={(kind) => {
          change({ ...draft, kind })
        }}
      />
      <Choice
        label="Market"
        wide
        hint="Whose recorded bars"
        value={draft.instrument}
        options={same([...instruments.keys()])}
        onChange={(instrument) => {
          change({ ...draft, instrument })
        }}
      />
      <Choice
        label="Bar"
        hint="How long a bar is"
        value={draft.timeframe}
        options={same(TIMEFRAMES)}
        onChange={(timeframe) => {
          change({ ...draft, timeframe })
        }}
      />
      {field('days', 'Days', 'The newest recorded days that are used')}
      {field('feeBps', 'Fee bp', 'Taken at each fill, basis points')}
      {field('slippageBps', 'Slip bp', 'Every fill is worse than the bar by so much')}
      {draft.kind === 'generate' ? (
        <>
          {field('count', 'Strategies', 'In a generation')}
          {field('generations', 'Generations', 'How often they are bred')}
          {field('seed', 'Seed', 'The same seed finds the same')}
          <label className="check" title="What passes every test goes to work on paper at once">
            <input
              type="checkbox"
              checked={draft.promote}
              onChange={() => {
                change({ ...draft, promote: !draft.promote })
              }}
            />
            Promote to paper
          </label>
        </>
      ) : (
        <>
          <Choice
            label="Strategy"
            wide
            hint={builtIns.find(({ id }) => id === draft.strategy)?.description ?? 'What trades'}
            value={draft.strategy}
            options={builtIns.map(({ id, title }) => [id, title] as const)}
            onChange={(strategy) => {
              change({ ...draft, strategy })
            }}
          />
          <ParameterFields rows={parameters} {...part} />
          <TradingFields {...part} />
          {draft.kind === 'optimise' ? <SearchFields {...part} /> : null}
        </>
      )}
      <button type="submit" className="btn tall" disabled={starting} data-testid="research-start">
        {starting ? 'Asking' : `Start ${KIND_WORDS[draft.kind].toLowerCase()}`}
      </button>
      <div className="research-refusal" role="alert">
        {rest.map(([name, text]) => (
          <p key={name} className="research-problem">
            {name === '' ? text : `${name}: ${text}`}
          </p>
        ))}
      </div>
    </form>
  )
}
