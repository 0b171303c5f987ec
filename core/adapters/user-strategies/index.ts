/**
 * In: a folder of TypeScript files. Out: JavaScript for sandboxes, or where in the file the problem is.
 * Invariant: nothing of a user's file runs here.
 */
export { compileStrategy } from './compile.ts'
export * from './folder.ts'
export { checkTypes } from './type-check.ts'
export { type Suspect, suspectsOf } from './suspects.ts'
export { tracedCode } from './tracing.ts'
