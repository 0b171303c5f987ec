import { basename } from 'node:path'
import { compiler } from './compiler.ts'

/**
 * Checks the types of a strategy's file against the declarations of `sentinel`. Problems read `file:line:column: message`;
 * undefined where no compiler is installed.
 */
export function checkTypes(file: string, declarations: string): readonly string[] | undefined {
  const ts = compiler()
  if (ts === undefined) return undefined
  const program = ts.createProgram([file, declarations], {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    noUncheckedIndexedAccess: true,
    erasableSyntaxOnly: true,
    target: ts.ScriptTarget.ES2024,
    lib: ['lib.es2024.d.ts'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: [],
  })
  const source = program.getSourceFile(file)
  const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
  return found.map(({ file: where, start = 0, messageText }) => {
    const message = ts.flattenDiagnosticMessageText(messageText, ' ').replaceAll(/\s+/g, ' ')
    if (where === undefined) return message
    const { line, character } = where.getLineAndCharacterOfPosition(start)
    return `${basename(where.fileName)}:${String(line + 1)}:${String(character + 1)}: ${message}`
  })
}
