import type { StrategyDescriptor } from '../../contract/index.ts'
import type { InstrumentId } from '../../domain/index.ts'
import { parseRuleJson, ruleStrategy, ruleStrategyText } from '../../strategies/index.ts'
import type { PromotedStrategies } from '../streams/index.ts'
import { describedRow, stateOf } from './catalog.ts'
import type { StrategyRunner } from './runner.ts'

export interface PromotedOptions {
  readonly runner: StrategyRunner
  readonly onTrouble: (message: string) => void
}

type Promoted = PromotedStrategies[number]

/** The strategies that research found and put to work, each on the markets it was found for. */
export class PromotedAtWork {
  readonly #options: PromotedOptions
  readonly #rows = new Map<string, Pick<StrategyDescriptor, 'title' | 'family' | 'description' | 'parameters' | 'version'>>()
  #known = new Map<string, string>()

  constructor(options: PromotedOptions) {
    this.#options = options
  }

  /** Takes the whole list: what is new joins, what is missing leaves, what is the same goes on undisturbed. */
  update(list: PromotedStrategies): void {
    const { runner, onTrouble } = this.#options
    const groups = Map.groupBy(list, ({ strategy }) => strategy)
    for (const id of this.#known.keys()) {
      if (groups.has(id)) continue
      runner.remove(id)
      this.#rows.delete(id)
    }
    const known = new Map<string, string>()
    for (const [id, group] of groups) {
      const fingerprint = JSON.stringify(group)
      known.set(id, fingerprint)
      if (this.#known.get(id) === fingerprint) continue
      try {
        this.#install(id, group)
      } catch (error) {
        onTrouble(`the found strategy ${id} cannot work: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    this.#known = known
  }

  catalog(): readonly StrategyDescriptor[] {
    return [...this.#rows].map(([id, row]): StrategyDescriptor => {
      return { id, origin: 'generated', ...row, ...stateOf(this.#options.runner.instancesOf(id)) }
    })
  }

  #install(id: string, group: readonly Promoted[]): void {
    const rule = parseRuleJson(group[0]?.rule ?? '')
    const strategy = ruleStrategy(rule, id)
    const markets: readonly InstrumentId[] = group.map(({ instrument }) => instrument)
    this.#options.runner.install(strategy, markets)
    const described = describedRow(strategy.descriptor)
    this.#rows.set(id, { ...described, version: String(strategy.descriptor.version), description: ruleStrategyText(rule) })
  }
}
