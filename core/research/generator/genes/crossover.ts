import type { Random } from '../../../ports/index.ts'
import type { RuleStrategy } from '../../../strategies/index.ts'
import { drawBoolean, drawOne } from '../chance.ts'
import type { Exits } from './draw.ts'
import { replaceAt, rulesOf } from './tree.ts'

const exitsOf = ({ stop, target }: RuleStrategy): Exits => ({
  ...(stop === undefined ? {} : { stop }),
  ...(target === undefined ? {} : { target }),
})

/**
 * The first parent with a condition of the second in place of one of its own, mostly on the same side. Every condition is of one
 * type, so any may stand for any; stop and target come together from one parent, as each is judged by the other.
 */
export function crossover(random: Random, first: RuleStrategy, second: RuleStrategy): RuleStrategy {
  const place = drawOne(random, rulesOf(first))
  const given = rulesOf(second)
  const alike = given.filter(({ side }) => side === place.side)
  const { rule } = drawOne(random, drawBoolean(random, 0.9) ? alike : given)
  const { stop: _stop, target: _target, ...child } = replaceAt(first, place, rule)
  return { ...child, ...exitsOf(drawBoolean(random, 0.5) ? first : second) }
}
