import vm from 'node:vm'
import type { Sandbox, SandboxProgram, Sandboxes } from '../ports/index.ts'

interface Inside {
  readonly exports: Readonly<Record<string, unknown>>
  load(namespace: object): string
  answer(question: string): string
  describe(error: unknown): string
}

const GONE = ['Date', 'Intl', 'performance', 'crypto'].map((name) => `delete globalThis.${name}`)

/** A module as the body of a function; lines stay where they are. */
function asFunction(code: string): string {
  const body = code
    .replaceAll(/import\s*\{([^}]*)\}\s*from 'sentinel';?/g, (_, names: string) => `const {${names}} = sentinel;`)
    .replace(/export default /, 'exported.default = ')
  return `(sentinel, exported) => {${body}\n}`
}

/**
 * The user's code in a fresh context of this very process: no wall, and no time-out, but a thousand of them start in the
 * time of one process. Only for code of the tests themselves.
 */
export const nearSandboxes: Sandboxes = {
  open: ({ name, code, prelude }: SandboxProgram) => {
    const context = vm.createContext({})
    const tidy = [...GONE, 'delete Math.random'].join(';')
    const inside = vm.runInContext(`${tidy};(${prelude})`, context, { filename: 'sentinel' }) as Inside
    const exported = {}
    const module = vm.runInContext(asFunction(code), context, { filename: name }) as (...given: object[]) => void
    module(inside.exports, exported)
    const sandbox: Sandbox = { ask: (question) => inside.answer(question), close: () => undefined }
    return Promise.resolve({ sandbox, greeting: inside.load(exported) })
  },
  close: () => undefined,
}
