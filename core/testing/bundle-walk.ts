import { posix } from 'node:path'
import ts from 'typescript'

/** One thing that a bundle takes hold of, and the file in which it does. */
export interface Hold {
  /**
   * module  a source file that was bundled
   * import  a package or built-in that is loaded by name
   * name    of something imported from a package or built-in, `node:crypto#createHmac`
   * opaque  code or a file that is only known when it runs
   * global  a reference to something that is there without an import
   * member  a property by a name that tells what it does, whatever it belongs to
   * text    a string that tells the same
   */
  readonly kind: 'module' | 'import' | 'name' | 'opaque' | 'global' | 'member' | 'text'
  readonly what: string
  readonly file: string
  /** The source file that it came from, as far as the bundler says. */
  readonly within: string
}

export interface WalkedBundle {
  /** Every file that the entry loads, itself included. */
  readonly files: readonly string[]
  readonly holds: readonly Hold[]
}

/** Text of a built file by its path, or undefined where there is none. */
export type ReadBuilt = (path: string) => string | undefined

const GLOBALS = new Set(['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest', 'WebTransport', 'RTCPeerConnection'])
/** What signs, whatever object it is called on, and what reaches a built-in past every import. */
const MEMBERS = new Set([
  ...['createHmac', 'createSign', 'createPrivateKey', 'generateKeyPair', 'generateKeyPairSync', 'subtle'],
  ...['getBuiltinModule', 'binding', '_linkedBinding', 'dlopen', 'mainModule', 'createRequire'],
])
const TEXTS = /ed25519|x-mbx-apikey|^(wss?|https?):\/\/[a-z0-9]/i

const LOADER = /^(?:__)?require(?:\$\d+)?$/
const GLOBAL_OBJECTS = new Set(['globalThis', 'global', 'window', 'self'])

/** The name that a call loads: a text, undefined for one that is computed, null where it loads nothing. */
function loadedBy(call: ts.CallExpression): string | undefined | null {
  const { expression } = call
  const dynamic = expression.kind === ts.SyntaxKind.ImportKeyword
  if (!dynamic && !(ts.isIdentifier(expression) && LOADER.test(expression.text))) return null
  const argument = call.arguments[0]
  return argument !== undefined && ts.isStringLiteralLike(argument) ? argument.text : undefined
}

function namesOf(node: ts.ImportDeclaration | ts.ExportDeclaration): readonly string[] {
  const elements = ts.isImportDeclaration(node) ? node.importClause?.namedBindings : node.exportClause
  if (ts.isImportDeclaration(node) && node.importClause === undefined) return []
  if (ts.isImportDeclaration(node) && node.importClause?.name !== undefined) return ['*']
  if (elements === undefined || ts.isNamespaceImport(elements) || ts.isNamespaceExport(elements)) return ['*']
  return elements.elements.map((one) => (one.propertyName ?? one.name).text)
}

/** Whether an identifier is read as a variable and not written as the name of a property or of something declared. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node || GLOBAL_OBJECTS.has(parent.expression.getText())
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node
  if (ts.isBindingElement(parent)) return parent.propertyName === node
  const declared = ts.isMethodDeclaration(parent) || ts.isPropertyDeclaration(parent) || ts.isGetAccessor(parent)
  return !declared
}

/** The last name of what is called or made: `Worker` of `new threads.Worker(...)`. */
function calledBy(node: ts.Node): string | undefined {
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return undefined
  const { expression } = node
  if (ts.isIdentifier(expression)) return expression.text
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : undefined
}

type Found = (kind: Hold['kind'], what: string) => void

function loads(node: ts.Node, found: Found): string | undefined {
  if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined) {
    if (!ts.isStringLiteral(node.moduleSpecifier)) return undefined
    const { text } = node.moduleSpecifier
    if (!text.startsWith('.')) for (const name of namesOf(node)) found('name', `${text}#${name}`)
    return text
  }
  const called = calledBy(node)
  if (called === 'Function' || called === 'eval') found('opaque', called)
  if (ts.isCallExpression(node)) {
    const name = loadedBy(node)
    if (name === undefined) found('opaque', node.getText().slice(0, 80))
    if (typeof name !== 'string') return undefined
    if (!name.startsWith('.')) found('name', `${name}#*`)
    return name
  }
  // A thread's file is code of the bundle as well.
  if (ts.isNewExpression(node) && called === 'URL') {
    const [file, base] = node.arguments ?? []
    if (file !== undefined && ts.isStringLiteralLike(file) && base?.getText() === 'import.meta.url' && /\.m?js$/.test(file.text))
      return file.text.startsWith('.') ? file.text : `./${file.text}`
  }
  if (ts.isNewExpression(node) && called === 'Worker') {
    const [file] = node.arguments ?? []
    if (file === undefined || !ts.isNewExpression(file)) found('opaque', 'Worker')
  }
  return undefined
}

function names(node: ts.Node, found: Found): void {
  if (ts.isIdentifier(node)) {
    if (GLOBALS.has(node.text) && isReference(node)) found('global', node.text)
    if (MEMBERS.has(node.text)) found('member', node.text)
  } else if (ts.isStringLiteralLike(node)) {
    if (TEXTS.test(node.text)) found('text', node.text)
    // As in `globalThis['fetch']`.
    if ((GLOBALS.has(node.text) || MEMBERS.has(node.text)) && ts.isElementAccessExpression(node.parent))
      found('member', node.text)
  }
}

/** `../../main/node_modules/a/b.js` and `node_modules/a/b.js` are the same. */
const sourceName = (text: string): string => text.replace(/^(?:\.\.\/)+/, '').replace(/^.*?(?=node_modules\/)/, '')

/** The comments that the bundler leaves before what came from each source file. */
const ORIGIN = /^\s*\/\/ ?(?:#region )?(\S+\.(?:ts|tsx|js|mjs|cjs|json))$/gm

function originsOf(text: string): readonly { readonly name: string; readonly at: number }[] {
  return [...text.matchAll(ORIGIN)].map((match) => ({ name: sourceName(match[1] ?? ''), at: match.index }))
}

function sourcesOf(path: string, read: ReadBuilt): readonly string[] {
  const map = read(`${path}.map`)
  return map === undefined ? [] : (JSON.parse(map) as { readonly sources: readonly string[] }).sources.map(sourceName)
}

/** Follows every load from an entry of a bundle and lists what its files take hold of. */
export function walkBundle(read: ReadBuilt, entry: string): WalkedBundle {
  const files = new Set([entry])
  const holds: Hold[] = []
  for (const file of files) {
    const text = read(file)
    if (text === undefined) throw new Error(`${file} is loaded and is not in the bundle`)
    const origins = originsOf(text)
    for (const name of new Set([...sourcesOf(file, read), ...origins.map((origin) => origin.name)]))
      holds.push({ kind: 'module', what: name, file, within: name })
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS)
    const visit = (node: ts.Node): void => {
      const found: Found = (kind, what) => {
        const within = origins.findLast(({ at }) => at <= node.pos + 1)?.name ?? ''
        holds.push({ kind, what, file, within })
      }
      const loaded = loads(node, found)
      if (loaded !== undefined) {
        if (loaded.startsWith('.')) files.add(posix.join(posix.dirname(file), loaded))
        else found('import', loaded)
      }
      names(node, found)
      ts.forEachChild(node, visit)
    }
    visit(source)
  }
  return { files: [...files], holds }
}
