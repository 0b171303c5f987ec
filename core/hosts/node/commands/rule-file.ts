import { readFileSync } from 'node:fs'
import { InputError } from '../../../domain/index.ts'
import { parseRuleJson, type RuleStrategy } from '../../../strategies/index.ts'

/** The rule strategy in a file. Throws InputError for a file that cannot be read and for a place in the tree that is wrong. */
export function ruleFile(file: string): RuleStrategy {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new InputError({ field: '--rule', value: file, remedy: `cannot be read (${reason})` })
  }
  return parseRuleJson(text)
}
