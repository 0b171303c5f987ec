import ts from 'typescript'

/** A place where the program does one thing on paper and another with real money. */
export interface ModeBranch {
  readonly file: string
  /** 1 is the first. */
  readonly line: number
  /** The comparison as it is written, on one line. */
  readonly text: string
  /** Offsets in the file, of what a mutation replaces. */
  readonly from: number
  readonly to: number
  /** The same, deciding the other way. */
  readonly mutated: string
}

const MODES = new Set(['paper', 'live'])
const OPPOSITE = new Map([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.EqualsEqualsToken, '!='],
  [ts.SyntaxKind.ExclamationEqualsToken, '=='],
])

/** The last name of an expression: `environment` of `this.state.environment`. */
function lastName(node: ts.Expression): string {
  if (ts.isIdentifier(node)) return node.text
  if (ts.isPropertyAccessExpression(node)) return node.name.text
  if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression)) return node.argumentExpression.text
  if (ts.isNonNullExpression(node) || ts.isParenthesizedExpression(node) || ts.isAsExpression(node))
    return lastName(node.expression)
  return ''
}

const isMode = (node: ts.Node): boolean => ts.isStringLiteralLike(node) && MODES.has(node.text)
const isEnvironment = (node: ts.Expression): boolean => lastName(node) === 'environment'
/** Streams of market data and links to venues are `live` too; their field is called state everywhere, and no mode's is. */
const isStream = (node: ts.Expression): boolean => lastName(node) === 'state'

/** What decides by the mode at a node, and the same turned round; undefined where nothing does. */
function branchAt(node: ts.Node): { readonly of: ts.Node; readonly mutated: string } | undefined {
  if (ts.isBinaryExpression(node)) {
    const { left, right, operatorToken } = node
    const turned = OPPOSITE.get(operatorToken.kind)
    if (turned === undefined || isStream(left) || isStream(right)) return undefined
    if (![left, right].some((side) => isMode(side) || isEnvironment(side))) return undefined
    return { of: node, mutated: `${left.getText()} ${turned} ${right.getText()}` }
  }
  if (ts.isCaseClause(node) && isMode(node.expression) && !isStream(node.parent.parent.expression)) {
    const other = ts.isStringLiteralLike(node.expression) && node.expression.text === 'paper' ? 'live' : 'paper'
    return { of: node.expression, mutated: `'${other}'` }
  }
  // A table with an entry for each mode, looked up by it.
  if (ts.isElementAccessExpression(node) && isEnvironment(node.argumentExpression)) {
    const key = node.argumentExpression.getText()
    return { of: node.argumentExpression, mutated: `${key} === 'live' ? 'paper' : 'live'` }
  }
  // `includes`, `has` and `get` of a mode, and `startsWith` and the like on one.
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const { expression, name } = node.expression
    const [argument] = node.arguments
    const asks = ['includes', 'has', 'get', 'startsWith', 'endsWith', 'indexOf'].includes(name.text)
    if (asks && argument !== undefined && (isEnvironment(argument) || isMode(argument) || isEnvironment(expression)))
      return { of: node, mutated: `!${node.getText()}` }
  }
  return undefined
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ')

/** Every place of one source file that decides by the mode. */
export function modeBranches(file: string, text: string): readonly ModeBranch[] {
  const kind = file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, kind)
  const found: ModeBranch[] = []
  const visit = (node: ts.Node): void => {
    const branch = branchAt(node)
    if (branch !== undefined) {
      const { of, mutated } = branch
      const from = of.getStart(source)
      const line = source.getLineAndCharacterOfPosition(from).line + 1
      found.push({ file, line, text: oneLine(node.getText(source)), from, to: of.getEnd(), mutated })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}
