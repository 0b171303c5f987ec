/** A program for a sandbox. Both texts are JavaScript. */
export interface SandboxProgram {
  /** Shown in error messages. */
  readonly name: string
  /** The foreign module. It can import nothing but `sentinel`. */
  readonly code: string
  /**
   * An expression whose value has `exports`, the functions that `sentinel` offers; `load(namespace)`, which takes the
   * foreign module; `answer(question)`; and `describe(error)`. All but `exports` give text.
   */
  readonly prelude: string
}

/** Foreign code at work where there is nothing to reach and nothing to stop but itself. */
export interface Sandbox {
  /**
   * Asks, waits and gives the answer's text, which is not to be trusted. Throws SandboxEnded when no answer came
   * within `budget` ms, and ends the sandbox then. `steps` says how many steps the question asks for, one by default:
   * what they take on average is watched.
   */
  ask(question: string, budget: number, steps?: number): string
  /** Every later question throws SandboxEnded with this reason. */
  close(reason?: string): void
}

export interface Sandboxes {
  /** Starts a program; `greeting` is what `load` gave. Rejects with SandboxEnded. */
  open(program: SandboxProgram): Promise<{ readonly sandbox: Sandbox; readonly greeting: string }>
  /** Ends all of them. */
  close(): void
}

/** The sandbox is gone; the message says why, for a person. */
export class SandboxEnded extends Error {
  override readonly name = 'SandboxEnded'
}
