import type { StrategyDescriptor, StrategyParameterRow } from '../../contract/index.ts'
import type { StrategyDescriptor as Described, StrategyStatus } from '../../strategies/index.ts'

type Text = Pick<StrategyDescriptor, 'title' | 'family' | 'description' | 'parameters'>

/** What a strategy says of itself, as screens take it. */
export const describedRow = ({ title, family, idea, suits, weakness, parameters }: Described): Text => ({
  title,
  family,
  description: `${idea} Suits: ${suits} Weakness: ${weakness}`,
  parameters: Object.entries(parameters).map(([name, spec]): StrategyParameterRow => {
    if (spec.kind === 'choice') return { name, description: spec.title, choices: spec.choices, default: spec.default }
    const description = spec.unit === '' ? spec.title : `${spec.title} (${spec.unit})`
    return { name, description, min: spec.min, max: spec.max, default: spec.default, integer: spec.kind === 'integer' }
  }),
})

/** How a strategy does over all of its markets: one that works is running, one that only has errors was stopped. */
export function stateOf(instances: readonly StrategyStatus[]): Pick<StrategyDescriptor, 'state' | 'problem'> {
  const broken = instances.find(({ error }) => error !== null)
  const working = instances.some(({ enabled }) => enabled)
  const problem = broken === undefined ? {} : { problem: `${broken.instrument}: ${broken.error?.message ?? ''}` }
  return { state: working ? 'running' : broken === undefined ? 'idle' : 'stopped', ...problem }
}
