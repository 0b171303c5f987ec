import { basename } from 'node:path'
import type * as TypeScript from 'typescript'
import { compiler, type Compiler } from './compiler.ts'

/** What in a strategy's text can make it say something else for the same view. */
export interface Suspect {
  readonly kind: 'kept-state' | 'clock-or-chance' | 'date' | 'deferred'
  readonly line: number
  readonly column: number
  /** Every line on which it is read or changed. */
  readonly lines: readonly number[]
  /** For a person, with every line that matters. */
  readonly message: string
}

const GONE: Readonly<Record<string, string>> = {
  Date: 'reads the clock; time is view.at',
  performance: 'reads the clock; time is view.at',
  Intl: 'depends on the machine',
  crypto: 'is chance',
  setTimeout: 'acts after the step',
  setInterval: 'acts after the step',
  queueMicrotask: 'acts after the step',
}
/** 2001 to 2286 in seconds or milliseconds since 1970. */
const isInstant = (value: number): boolean => (value >= 978e6 && value < 1e10) || (value >= 978e9 && value < 1e13)
const DATE_TEXT = /^\d{4}-\d{2}(-\d{2}([T ].*)?)?$/
const MUTATORS = [
  ...['push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'fill', 'copyWithin'],
  ...['set', 'add', 'delete', 'clear', 'next'],
]

/**
 * Reads a strategy's text, runs nothing: variables and objects outside of the step that functions change, clocks and
 * chance, dates written into the code, and work that is put off. Undefined where no compiler is installed.
 */
export function suspectsOf(file: string, text: string): readonly Suspect[] | undefined {
  const ts = compiler()
  if (ts === undefined) return undefined
  const name = basename(file)
  const options = { target: ts.ScriptTarget.ES2024, noLib: true, noResolve: true, types: [] }
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.ES2024, true, ts.ScriptKind.TS)
  const host: TypeScript.CompilerHost = {
    fileExists: (path) => path === name,
    getSourceFile: (path) => (path === name ? source : undefined),
    readFile: () => undefined,
    writeFile: () => undefined,
    getDefaultLibFileName: () => '',
    getCurrentDirectory: () => '',
    getCanonicalFileName: (path) => path,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
  }
  return new Reading(ts, source, ts.createProgram([name], options, host).getTypeChecker()).suspects()
}

/** Every place where one variable from outside the functions is changed within one. */
interface Kept {
  readonly name: string
  readonly declared: TypeScript.Node
  readonly changed: TypeScript.Node[]
}

class Reading {
  readonly #ts: Compiler
  readonly #source: TypeScript.SourceFile
  readonly #checker: TypeScript.TypeChecker
  readonly #kept = new Map<TypeScript.Symbol, Kept>()
  /** Members of `this` that are changed, by their text, and every line of each member. */
  readonly #own = new Map<string, TypeScript.Node>()
  readonly #members = new Map<string, number[]>()
  readonly #uses = new Map<TypeScript.Symbol, number[]>()
  readonly #found: Suspect[] = []

  constructor(ts: Compiler, source: TypeScript.SourceFile, checker: TypeScript.TypeChecker) {
    this.#ts = ts
    this.#source = source
    this.#checker = checker
  }

  suspects(): readonly Suspect[] {
    this.#visit(this.#source)
    for (const [symbol, { name, declared, changed }] of this.#kept) {
      const lines = [...new Set(changed.map((node) => this.#line(node)))].join(', ')
      const message = `${name} outlives the step: it is changed on line ${lines}`
      this.#tell('kept-state', declared, message, this.#uses.get(symbol))
    }
    for (const [text, node] of this.#own) this.#tell('kept-state', node, `${text} outlives the step`, this.#members.get(text))
    return this.#found.sort((a, b) => a.line - b.line || a.column - b.column)
  }

  #visit(node: TypeScript.Node): void {
    const ts = this.#ts
    const changed = changedBy(ts, node)
    if (changed !== undefined) this.#change(changed, node)
    if (ts.isPropertyAccessExpression(node) && node.expression.kind === ts.SyntaxKind.ThisKeyword) {
      const text = node.getText(this.#source)
      this.#members.set(text, [...(this.#members.get(text) ?? []), this.#line(node)])
    }
    if (ts.isCallExpression(node)) this.#call(node)
    if (ts.isIdentifier(node)) this.#name(node)
    else if (ts.isNumericLiteral(node) && isInstant(Number(node.text)))
      this.#tell('date', node, `${node.getText(this.#source)} is a moment in time`)
    else if (ts.isStringLiteralLike(node) && DATE_TEXT.test(node.text)) this.#tell('date', node, `'${node.text}' is a date`)
    else if (ts.isAwaitExpression(node)) this.#tell('deferred', node, 'await goes on after the step')
    ts.forEachChild(node, (child) => {
      this.#visit(child)
    })
  }

  #change(target: TypeScript.Expression, at: TypeScript.Node): void {
    const ts = this.#ts
    let root = target
    while (ts.isPropertyAccessExpression(root) || ts.isElementAccessExpression(root) || ts.isNonNullExpression(root))
      root = root.expression
    if (!within(ts, at)) return
    if (root.kind === ts.SyntaxKind.ThisKeyword) {
      if (root !== target) this.#own.set(target.getText(this.#source), at)
      return
    }
    if (!ts.isIdentifier(root)) return
    if (root.text === 'globalThis') {
      this.#tell('kept-state', at, `${target.getText(this.#source)} outlives the step`)
      return
    }
    const symbol = this.#checker.getSymbolAtLocation(root)
    const declared = symbol?.valueDeclaration
    if (symbol === undefined || declared === undefined || within(ts, declared)) return
    const kept = this.#kept.get(symbol) ?? { name: root.text, declared, changed: [] }
    kept.changed.push(at)
    this.#kept.set(symbol, kept)
  }

  #name(node: TypeScript.Identifier): void {
    const ts = this.#ts
    const { parent } = node
    const member = ts.isPropertyAccessExpression(parent) && parent.name === node
    if (member) {
      if (node.text === 'random' && parent.expression.getText(this.#source) === 'Math')
        this.#tell('clock-or-chance', parent, 'Math.random is chance')
      return
    }
    if (node.text === 'Promise') this.#tell('deferred', node, 'Promise goes on after the step')
    const symbol = this.#checker.getSymbolAtLocation(node)
    if (symbol !== undefined) this.#uses.set(symbol, [...(this.#uses.get(symbol) ?? []), this.#line(node)])
    const why = Object.hasOwn(GONE, node.text) ? GONE[node.text] : undefined
    if (why === undefined || symbol?.valueDeclaration !== undefined || ts.isPropertyAssignment(parent) || ts.isTypeNode(parent))
      return
    this.#tell('clock-or-chance', node, `${node.text} ${why}`)
  }

  /** Where a call of itself is caught, it learns how deep calls may go, which is another depth each time. */
  #call({ expression: called }: TypeScript.CallExpression): void {
    const ts = this.#ts
    const declared = ts.isIdentifier(called) ? this.#checker.getSymbolAtLocation(called)?.valueDeclaration : undefined
    let caught = false
    for (let at: TypeScript.Node = called; at.parent !== undefined; at = at.parent) {
      caught ||= ts.isTryStatement(at.parent) && at.parent.tryBlock === at
      if (at !== declared) continue
      if (caught) this.#tell('clock-or-chance', called, 'how deep calls may go is chance')
      return
    }
  }

  #line(node: TypeScript.Node): number {
    return this.#source.getLineAndCharacterOfPosition(node.getStart(this.#source)).line + 1
  }

  #tell(kind: Suspect['kind'], node: TypeScript.Node, message: string, lines = [this.#line(node)]): void {
    const { line, character } = this.#source.getLineAndCharacterOfPosition(node.getStart(this.#source))
    this.#found.push({ kind, line: line + 1, column: character + 1, lines: [...new Set(lines)], message })
  }
}

/** Whether a node lies in a function, which is where a step can change it or make it anew. */
function within(ts: Compiler, node: TypeScript.Node): boolean {
  for (let at: TypeScript.Node | undefined = node.parent; at !== undefined; at = at.parent) if (ts.isFunctionLike(at)) return true
  return false
}

/** What an assignment, a count, `delete` or a call that changes its object changes. */
function changedBy(ts: Compiler, node: TypeScript.Node): TypeScript.Expression | undefined {
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken
    const assigns = kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment
    return assigns ? node.left : undefined
  }
  if (ts.isDeleteExpression(node)) return node.expression
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    const counts = node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken
    return counts ? node.operand : undefined
  }
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined
  return MUTATORS.includes(node.expression.name.text) ? node.expression.expression : undefined
}
