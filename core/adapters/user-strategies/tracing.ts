import type * as TypeScript from 'typescript'
import { compiler, type Compiler } from './compiler.ts'

interface Insertion {
  readonly at: number
  readonly text: string
}

/**
 * The same JavaScript, in which every condition, result, first value and statement tells `__at(line, value)` what it
 * gave, and every loop that it turns. Lines stay where they are. Undefined where no compiler is installed.
 */
export function tracedCode(code: string): string | undefined {
  const ts = compiler()
  if (ts === undefined) return undefined
  const source = ts.createSourceFile('strategy.js', code, ts.ScriptTarget.ES2024, true, ts.ScriptKind.JS)
  const insertions: Insertion[] = [{ at: 0, text: "import { __at } from 'sentinel';" }]
  const lineOf = (node: TypeScript.Node): string => String(source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1)
  const visit = (node: TypeScript.Node): void => {
    const closing: Insertion[] = []
    const told = toldBy(ts, node)
    if (told !== undefined) {
      insertions.push({ at: told.getStart(source), text: ` __at(${lineOf(told)},(` })
      closing.push({ at: told.getEnd(), text: '))' })
    }
    const turned = bodyOf(ts, node)
    if (turned !== undefined) {
      const block = ts.isBlock(turned)
      const mark = `__at(${lineOf(node)});`
      insertions.push({ at: turned.getStart(source) + (block ? 1 : 0), text: block ? mark : ` {${mark}` })
      if (!block) closing.push({ at: turned.getEnd(), text: '}' })
    }
    ts.forEachChild(node, visit)
    insertions.push(...closing)
  }
  visit(source)
  return woven(code, insertions)
}

function woven(code: string, insertions: readonly Insertion[]): string {
  let text = ''
  let done = 0
  // The sort is stable: of what opens at one place the outermost is first, of what closes there it is last.
  for (const { at, text: more } of [...insertions].sort((a, b) => a.at - b.at)) {
    text += code.slice(done, at) + more
    done = at
  }
  return text + code.slice(done)
}

/** The expression whose value is worth knowing, if this node has one. Functions keep the names they get from their place. */
function toldBy(ts: Compiler, node: TypeScript.Node): TypeScript.Expression | undefined {
  const found = expressionOf(ts, node)
  if (found === undefined || ts.isFunctionLike(found) || ts.isClassLike(found)) return undefined
  // A directive, such as 'use strict', is one only as it stands.
  return ts.isExpressionStatement(node) && ts.isStringLiteral(found) ? undefined : found
}

function expressionOf(ts: Compiler, node: TypeScript.Node): TypeScript.Expression | undefined {
  if (ts.isExpressionStatement(node) || ts.isReturnStatement(node) || ts.isIfStatement(node) || ts.isSwitchStatement(node))
    return node.expression
  if (ts.isWhileStatement(node) || ts.isDoStatement(node)) return node.expression
  if (ts.isForStatement(node) || ts.isConditionalExpression(node)) return node.condition
  if (ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node)) return node.initializer
  if (ts.isArrowFunction(node)) return ts.isBlock(node.body) ? undefined : node.body
  return undefined
}

const bodyOf = (ts: Compiler, node: TypeScript.Node): TypeScript.Statement | undefined =>
  ts.isIterationStatement(node, false) ? node.statement : undefined
