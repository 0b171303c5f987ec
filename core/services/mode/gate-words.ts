import type { GateView, ModeRow } from '../../contract/index.ts'
import type { FieldProblem } from '../../domain/index.ts'

/** Name of the unlocked keys, or what is to be done to have some. */
export type UnlockedName = { readonly name: string } | { readonly missing: FieldProblem }

/** The gate while there is no live trader that could run it: what is to be done first. */
export function unopenedGate(keys: UnlockedName, { live, problem, since }: ModeRow): GateView {
  const missing = 'missing' in keys
  const measured = missing ? `${keys.missing.value}: ${keys.missing.remedy}` : keys.name
  return {
    at: 0,
    checks: [
      { code: 'keys', measured, limit: 'unlocked at the start', passed: !missing },
      { code: 'live-trader', measured: problem || live, limit: 'running: ask for the mode live', passed: false },
    ],
    passed: false,
    warnings: [],
    differences: [],
    armed: null,
    link: { state: 'offline', reason: 'the live trader does not run', at: since },
  }
}

/** Why a gate does not let anybody through; empty when it does. */
export function standsInTheWay({ checks, differences }: GateView): string {
  if (differences.length > 0)
    return `${String(differences.length)} difference${differences.length === 1 ? ' is' : 's are'} to be settled first`
  return checks
    .filter(({ passed }) => !passed)
    .map(({ code, measured }) => `${code}: ${measured}`)
    .join('; ')
}
