/** The outcome of work whose failure is expected and must be handled by the caller. */
export type Result<Value, Failure> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: Failure }

export const ok = <Value>(value: Value): { readonly ok: true; readonly value: Value } => ({ ok: true, value })
export const err = <Failure>(error: Failure): { readonly ok: false; readonly error: Failure } => ({ ok: false, error })

/** A complaint about one input field: what was given and what would be accepted. */
export interface FieldProblem {
  readonly field: string
  readonly value: string
  readonly remedy: string
}

/** Thrown at the borders for input that a person can correct. */
export class InputError extends Error {
  readonly problem: FieldProblem
  constructor(problem: FieldProblem) {
    super(`${problem.field}: ${problem.value}: ${problem.remedy}`)
    this.name = 'InputError'
    this.problem = problem
  }
}

/** Marks a branch the type checker has proved unreachable. */
export function unreachable(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`)
}

/** Narrows away `undefined` where the program's own invariant guarantees a value; `what` names the invariant. */
export function required<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new Error(`invariant broken: ${what}`)
  return value
}
