import { type ReactNode, useId, useState } from 'react'
import { TIMEFRAMES } from '../../../core/domain/index.ts'
import { useReference, useSelected, useTerminal } from '../../stores/index.ts'
import { Segments } from '../../ui/index.ts'
import { type ResearchDraft, requestOf } from './request.ts'

interface FieldProps {
  readonly label: string
  readonly hint: string
  readonly value: string
  readonly onChange: (text: string) => void
}

function Field({ label, hint, value, onChange }: FieldProps): ReactNode {
  const id = useId()
  return (
    <div className="ticket-box" title={hint}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input right"
        inputMode="decimal"
        autoComplete="off"
        value={value}
        onChange={(event) => {
          onChange(event.target.value)
        }}
      />
    </div>
  )
}

const FRESH: ResearchDraft = {
  kind: 'backtest',
  instrument: '',
  timeframe: '1m',
  days: '90',
  feeBps: '10',
  slippageBps: '2',
  strategy: 'ema-cross',
  stopPercent: '',
  targetPercent: '',
  count: '500',
  generations: '20',
  seed: '1',
  promote: false,
}

const KINDS = ['backtest', 'generate'] as const
const KIND_WORDS = { backtest: 'Backtest', generate: 'Generate' } as const

/** What to compute over the recorded bars of a market; the service says what is wrong with it. */
export function ResearchForm({ onStarted }: { readonly onStarted: (id: string) => void }): ReactNode {
  const { client } = useTerminal()
  const selected = useSelected()
  const instruments = useReference((reference) => reference.instruments)
  const catalog = useReference((reference) => reference.catalog)
  const [draft, setDraft] = useState(FRESH)
  const [problem, setProblem] = useState('')
  const [starting, setStarting] = useState(false)
  const set =
    (field: keyof ResearchDraft) =>
    (value: string): void => {
      setDraft({ ...draft, [field]: value })
    }
  const field = (name: keyof ResearchDraft, label: string, hint: string): ReactNode => (
    <Field label={label} hint={hint} value={String(draft[name])} onChange={set(name)} />
  )
  const start = (): void => {
    setStarting(true)
    setProblem('')
    client.api.research
      .start(requestOf({ ...draft, instrument: draft.instrument === '' ? selected : draft.instrument }))
      .then(
        ({ id }) => {
          onStarted(id)
        },
        (error: unknown) => {
          setProblem(error instanceof Error ? error.message : String(error))
        },
      )
      .finally(() => {
        setStarting(false)
      })
  }
  return (
    <form
      className="research-form"
      aria-label="New research"
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
          setDraft({ ...draft, kind })
        }}
      />
      <select
        className="select"
        aria-label="Market"
        value={draft.instrument === '' ? selected : draft.instrument}
        onChange={(event) => {
          set('instrument')(event.target.value)
        }}
      >
        {[...instruments.keys()].map((id) => (
          <option key={id}>{id}</option>
        ))}
      </select>
      <select
        className="select"
        aria-label="Bar"
        value={draft.timeframe}
        onChange={(event) => {
          set('timeframe')(event.target.value)
        }}
      >
        {TIMEFRAMES.map((timeframe) => (
          <option key={timeframe}>{timeframe}</option>
        ))}
      </select>
      {field('days', 'Days', 'The newest recorded days that are used')}
      {field('feeBps', 'Fee bp', 'Taken at each fill, basis points')}
      {field('slippageBps', 'Slip bp', 'Every fill is worse than the bar by so much')}
      {draft.kind === 'backtest' ? (
        <>
          <select
            className="select"
            aria-label="Strategy"
            value={draft.strategy}
            onChange={(event) => {
              set('strategy')(event.target.value)
            }}
          >
            {catalog
              .filter(({ origin }) => origin !== 'generated')
              .map(({ id, title }) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
          </select>
          {field('stopPercent', 'Stop %', 'Below the fill; empty: the level of the strategy, if it gives one')}
          {field('targetPercent', 'Target %', 'Above the fill; empty: the level of the strategy, if it gives one')}
        </>
      ) : (
        <>
          {field('count', 'Strategies', 'In a generation')}
          {field('generations', 'Generations', 'How often they are bred')}
          {field('seed', 'Seed', 'The same seed finds the same')}
          <label className="check" title="What passes every test goes to work on paper at once">
            <input
              type="checkbox"
              checked={draft.promote}
              onChange={() => {
                setDraft({ ...draft, promote: !draft.promote })
              }}
            />
            Promote to paper
          </label>
        </>
      )}
      <button type="submit" className="btn tall" disabled={starting} data-testid="research-start">
        {starting ? 'Asking' : 'Start'}
      </button>
      <p className="research-problem warn" role="alert">
        {problem}
      </p>
    </form>
  )
}
