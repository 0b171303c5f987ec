import { Plus } from 'lucide-react'
import { Popover } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import type { IndicatorDescription } from '../../../core/contract/index.ts'
import type { Catalog } from './catalog.ts'
import { MOST_INDICATORS } from './chart-settings.ts'
import { searchIndicators, shortName } from './indicator-look.ts'

interface PickerProps {
  readonly catalog: Catalog
  /** How many the chart has. */
  readonly count: number
  readonly onAdd: (description: IndicatorDescription) => void
}

const rangeText = ({ parameters }: IndicatorDescription): string =>
  Object.entries(parameters)
    .map(([name, { default: usual, min, max }]) => `${name} ${String(usual)} (${String(min)} to ${String(max)})`)
    .join(', ')

/** A button that opens the list of all indicators; choosing one puts it on the chart, several times if wanted. */
export function IndicatorPicker({ catalog, count, onAdd }: PickerProps): ReactNode {
  const [search, setSearch] = useState('')
  const [added, setAdded] = useState('')
  return (
    <Popover.Root
      onOpenChange={() => {
        setSearch('')
        setAdded('')
      }}
    >
      <Popover.Trigger className="btn small" aria-label="Indicators" data-testid="indicators">
        <Plus size={11} aria-hidden />
        <span className="chart-wide">Indicators</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="chart-pop wide" align="start" sideOffset={4} collisionPadding={8} aria-label="Indicators">
          <input
            className="input"
            type="search"
            placeholder="Search name or family"
            aria-label="Search indicators"
            value={search}
            onChange={(event) => {
              setSearch(event.target.value)
            }}
          />
          <PickerList
            catalog={catalog}
            search={search}
            full={count >= MOST_INDICATORS}
            onAdd={(description) => {
              onAdd(description)
              setAdded(shortName(description.id))
            }}
          />
          <p className="chart-form-note" role="status">
            {count >= MOST_INDICATORS
              ? `${String(MOST_INDICATORS)} indicators are on this chart: remove one first.`
              : added === ''
                ? 'Values come from the rules that strategies run on.'
                : `${added} was added. Its settings are in the legend.`}
          </p>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

interface ListProps extends Pick<PickerProps, 'catalog' | 'onAdd'> {
  readonly search: string
  readonly full: boolean
}

function PickerList({ catalog, search, full, onAdd }: ListProps): ReactNode {
  if (catalog.list === undefined)
    return (
      <p className="chart-form-note" role="status">
        {catalog.problem === '' ? 'Reading the list.' : `The list could not be read (${catalog.problem}); it is asked for again.`}
      </p>
    )
  const found = searchIndicators(catalog.list, search)
  if (found.length === 0) return <p className="chart-form-note">No indicator has these words.</p>
  return (
    <ul className="chart-picker" aria-label="Indicators to add">
      {found.map((each, index) => (
        <li key={each.id}>
          {search === '' && each.family !== found[index - 1]?.family ? <h4>{each.family.replaceAll('-', ' ')}</h4> : null}
          <button
            type="button"
            disabled={full || !each.fromCandles}
            title={each.fromCandles ? each.formula : `It sees ${each.sees}: there is no series of it over bars`}
            data-testid={`add-${each.id}`}
            onClick={() => {
              onAdd(each)
            }}
          >
            <b>{shortName(each.id)}</b>
            <span>{each.title}</span>
            <span className="dim">{each.fromCandles ? rangeText(each) : `sees ${each.sees}`}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
