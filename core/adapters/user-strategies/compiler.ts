import { createRequire } from 'node:module'
import type * as TypeScript from 'typescript'

export type Compiler = typeof TypeScript

/** The compiler, where it is installed beside the program: a development dependency, not needed to run strategies. */
export function compiler(): Compiler | undefined {
  try {
    return createRequire(import.meta.url)('typescript') as Compiler
  } catch {
    return undefined
  }
}
