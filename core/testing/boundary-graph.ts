import ts from 'typescript'
import type { BoundaryTable, Closure, ImportEdge } from './boundaries.ts'
import { boundaries, importProblem, matchesPackage, resolveFrom, zoneOf } from './boundaries.ts'

/** Source text by path relative to the repository root; a plain Map in tests of the test. */
export type Sources = ReadonlyMap<string, string>

/** Every import, re-export, dynamic import, import type and worker or asset URL of one file. */
export function importsOf(file: string, text: string): ImportEdge[] {
  const source = ts.createSourceFile(
    file,
    text,
    ts.ScriptTarget.Latest,
    false,
    file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  )
  const edges: ImportEdge[] = []
  const visit = (node: ts.Node): void => {
    const edge = edgeOf(node)
    if (edge !== undefined) edges.push(edge)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return edges
}

function edgeOf(node: ts.Node): ImportEdge | undefined {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    return { specifier: node.moduleSpecifier.text, ...clauseOf(node.importClause) }
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier)) {
    const names = node.exportClause !== undefined && ts.isNamedExports(node.exportClause) ? node.exportClause.elements : undefined
    const typeOnly = node.isTypeOnly || ((names?.length ?? 0) > 0 && (names?.every((one) => one.isTypeOnly) ?? false))
    return {
      specifier: node.moduleSpecifier.text,
      typeOnly,
      names: names?.map((one) => (one.propertyName ?? one.name).text) ?? ['*'],
    }
  }
  if (ts.isCallExpression(node)) {
    const argument = node.arguments[0]
    const loads =
      node.expression.kind === ts.SyntaxKind.ImportKeyword ||
      (ts.isIdentifier(node.expression) && node.expression.text === 'require')
    if (loads && argument !== undefined && ts.isStringLiteralLike(argument)) {
      return { specifier: argument.text, typeOnly: false, names: ['*'] }
    }
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
    return { specifier: node.argument.literal.text, typeOnly: true, names: ['*'] }
  }
  return undefined
}

function clauseOf(clause: ts.ImportClause | undefined): { typeOnly: boolean; names: string[] } {
  if (clause === undefined) return { typeOnly: false, names: ['*'] }
  const bindings = clause.namedBindings
  const named = bindings !== undefined && ts.isNamedImports(bindings) ? bindings.elements : undefined
  const whole = clause.name !== undefined || (bindings !== undefined && ts.isNamespaceImport(bindings))
  const eachIsType = !whole && named !== undefined && named.length > 0 && named.every((one) => one.isTypeOnly)
  const names = (named ?? []).map((one) => (one.propertyName ?? one.name).text)
  return { typeOnly: clause.phaseModifier === ts.SyntaxKind.TypeKeyword || eachIsType, names: whole ? [...names, '*'] : names }
}

/** Breaches of the import table, one readable line each. */
export function breaches(sources: Sources, rules: BoundaryTable = boundaries): string[] {
  const found: string[] = []
  for (const [file, text] of sources) {
    for (const edge of importsOf(file, text)) {
      const problem = importProblem(file, edge, rules)
      if (problem !== undefined) found.push(`${file}: ${problem}`)
      else if (
        edge.specifier.startsWith('.') &&
        isCode(edge.specifier) &&
        zoneOf(resolveFrom(file, edge.specifier)) &&
        !sources.has(resolveFrom(file, edge.specifier))
      ) {
        found.push(`${file}: ${edge.specifier} does not exist`)
      }
    }
  }
  return found
}

const isCode = (specifier: string): boolean => /\.tsx?$/.test(specifier)

/** What an entry pulls in at run time that it must not, each with the chain of files that leads there. */
export function closureBreaches(closure: Closure, sources: Sources, rules: BoundaryTable = boundaries): string[] {
  const forbidden = closure.packages.flatMap((name) => rules.packageSets[name] ?? [name])
  const found: string[] = []
  for (const entry of closure.entries.filter((one) => sources.has(one))) {
    const cameFrom = new Map<string, string | undefined>([[entry, undefined]])
    for (const file of cameFrom.keys()) {
      const folder = closure.folders.find((one) => file.startsWith(`${one}/`))
      if (folder !== undefined) found.push(`${closure.what} reaches ${folder} (${closure.why}): ${chain(file, cameFrom)}`)
      for (const edge of importsOf(file, sources.get(file) ?? '')) {
        if (edge.typeOnly) continue
        const target = resolveFrom(file, edge.specifier)
        if (!edge.specifier.startsWith('.')) {
          const hit = forbidden.find((rule) => takes(edge, rule))
          if (hit !== undefined) found.push(`${closure.what} reaches ${hit} (${closure.why}): ${chain(file, cameFrom)}`)
        } else if (sources.has(target) && !cameFrom.has(target)) cameFrom.set(target, file)
      }
    }
  }
  return found
}

/** A rule is `package` or `package#name`; a namespace or default import takes every name. Built-ins count without `node:` too. */
function takes(edge: ImportEdge, rule: string): boolean {
  const [name = '', member] = rule.split('#')
  const matches = matchesPackage(edge.specifier, name) || (name.startsWith('node:') && `node:${edge.specifier}` === name)
  return matches && (member === undefined || edge.names.includes(member) || edge.names.includes('*'))
}

function chain(file: string, cameFrom: ReadonlyMap<string, string | undefined>): string {
  const steps = [file]
  for (let at = cameFrom.get(file); at !== undefined; at = cameFrom.get(at)) steps.unshift(at)
  return steps.join(' -> ')
}
