import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ESLint } from 'eslint'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import type { BoundaryTable } from './boundaries.ts'
import { boundaries } from './boundaries.ts'
import { breaches, closureBreaches, importsOf } from './boundary-graph.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

function readSources(): Map<string, string> {
  const sources = new Map<string, string>()
  for (const top of ['core', 'electron', 'renderer']) {
    for (const entry of readdirSync(join(root, top), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue
      const path = join(entry.parentPath, entry.name)
      sources.set(path.slice(root.length).split('\\').join('/'), readFileSync(path, 'utf8'))
    }
  }
  return sources
}

const virtual = (files: Record<string, string>): Map<string, string> => new Map(Object.entries(files))

/** Every file is parsed and every import followed: seconds alone, many of them on a machine at work. */
const PATIENCE = 120_000

describe('the source as it stands', () => {
  const sources = readSources()

  it('keeps the import table', { timeout: PATIENCE }, () => {
    expect(sources.size).toBeGreaterThan(20)
    expect(breaches(sources)).toEqual([])
  })

  it.each(boundaries.closures)('$what reaches nothing it must not', { timeout: PATIENCE }, (closure) => {
    expect(closureBreaches(closure, sources)).toEqual([])
  })

  it('has only folders the table knows', () => {
    const known = Object.keys(boundaries.zones).map((row) => row.replace(/\/\*$/, ''))
    const folders = readdirSync(join(root, 'core'), { withFileTypes: true }).filter((one) => one.isDirectory())
    expect(folders.map((one) => `core/${one.name}`).filter((folder) => !known.includes(folder))).toEqual([])
  })

  it('has no folder that means nothing', () => {
    const vague = /(^|\/)(utils?|helpers?|common|managers?|misc)(\/|\.tsx?$)/
    expect([...sources.keys()].filter((file) => vague.test(file))).toEqual([])
  })
})

describe('a deliberate breach is found', () => {
  const doors = {
    'core/domain/index.ts': '',
    'core/risk/index.ts': '',
    'core/risk/approve.ts': '',
    'core/market-data/index.ts': '',
  }
  const breachesOf = (file: string, text: string): string[] => breaches(virtual({ ...doors, [file]: text }))

  it.each([
    ['an inner layer importing an outer one', 'core/domain/a.ts', "import { a } from '../risk/index.ts'"],
    ['a stage importing a later stage', 'core/market-data/a.ts', "import type { A } from '../risk/index.ts'"],
    ['a stage taking values of an earlier stage', 'core/features/a.ts', "import { a } from '../market-data/index.ts'"],
    ['a re-export over the border', 'core/domain/a.ts', "export * from '../risk/index.ts'"],
    ['a dynamic import', 'core/domain/a.ts', "const a = await import('../risk/index.ts')"],
    ['an import type', 'core/domain/a.ts', "let a: import('../risk/index.ts').A"],
    ['a way round the door', 'core/services/feed/index.ts', "import { a } from '../../risk/approve.ts'"],
    ['Node in the pure core', 'core/risk/a.ts', "import { readFileSync } from 'node:fs'"],
    ['a package in the domain', 'core/domain/a.ts', "import { z } from 'zod'"],
    ['ccxt in a stage', 'core/execution/a.ts', "import ccxt from 'ccxt'"],
    ['one adapter using another', 'core/adapters/ccxt/a.ts', "import { a } from '../sqlite/index.ts'"],
    ['the renderer holding a rule', 'renderer/panels/a.tsx', "import { a } from '../../core/risk/index.ts'"],
    ['the renderer using Node', 'renderer/a.ts', "import 'node:fs'"],
    ['Electron in the core', 'core/services/feed/index.ts', "import { app } from 'electron'"],
    ['the core importing Electron code', 'core/services/feed/index.ts', "import { a } from '../../../electron/a.ts'"],
    ['a file that does not exist', 'core/risk/a.ts', "import { a } from './gone.ts'"],
    ['the test entering by a window', 'core/engine/a.test.ts', "import { a } from '../risk/approve.ts'"],
  ])('%s', (_what, file, text) => {
    expect(breachesOf(file, text)).toHaveLength(1)
  })

  it.each([
    ['types of an earlier stage', 'core/features/a.ts', "import type { A } from '../market-data/index.ts'"],
    ['inline types of an earlier stage', 'core/features/a.ts', "import { type A } from '../market-data/index.ts'"],
    ['the domain', 'core/risk/a.ts', "import { a } from '../domain/index.ts'"],
    ['a file of the same folder', 'core/risk/a.ts', "import { a } from './approve.ts'"],
    ['Node in a test', 'core/risk/a.test.ts', "import { readFileSync } from 'node:fs'"],
  ])('but not: %s', (_what, file, text) => {
    expect(breachesOf(file, text)).toEqual([])
  })
})

describe('the walk from an entry', () => {
  const rules: BoundaryTable = {
    ...boundaries,
    closures: [],
  }
  const paper = boundaries.closures[0]
  const entry = 'core/services/trader-paper/index.ts'
  const reach = (files: Record<string, string>): string[] =>
    paper === undefined ? ['the table has no paper trader'] : closureBreaches(paper, virtual(files), rules)

  it('finds a signer three files away and prints the way there', () => {
    const found = reach({
      [entry]: "export * from './a.ts'",
      'core/services/trader-paper/a.ts': "import { b } from './b.ts'",
      'core/services/trader-paper/b.ts': "import { createHmac } from 'node:crypto'",
    })
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(`${entry} -> core/services/trader-paper/a.ts -> core/services/trader-paper/b.ts`)
  })

  it.each([
    "import 'ccxt'",
    "import crypto from 'node:crypto'",
    "import 'net'",
    "await import('ws')",
    "import 'ccxt/js/src/binance.js'",
  ])('refuses %s', (text) => {
    expect(reach({ [entry]: text })).toHaveLength(1)
  })

  it('lets a hash pass, and types, which are gone at run time', () => {
    expect(reach({ [entry]: "import { createHash } from 'node:crypto'\nimport type { Agent } from 'node:http'" })).toEqual([])
  })

  it('survives a cycle', () => {
    expect(reach({ [entry]: "import './a.ts'", 'core/services/trader-paper/a.ts': "import './index.ts'" })).toEqual([])
  })

  it('reads mixed imports name by name', () => {
    expect(importsOf('a.ts', "import d, { type A, b as c } from 'x'")).toEqual([
      { specifier: 'x', typeOnly: false, names: ['A', 'b', '*'] },
    ])
  })
})

describe('lint', () => {
  const eslint = new ESLint({ cwd: root, overrideConfigFile: join(root, '.ci/eslint.config.mjs') })
  const rulesBroken = async (text: string, filePath: string): Promise<(string | null)[]> => {
    const [result] = await eslint.lintText(text, { filePath: join(root, filePath) })
    return (result?.messages ?? []).map((message) => message.ruleId)
  }

  it('refuses a breach of the table, a clock, chance and a timer in the pure core', async () => {
    const text = [
      "import { readFileSync } from 'node:fs'",
      'export const bad = [Date.now(), new Date(), Math.random(), setTimeout, readFileSync, console, process]',
      'export const good = new Date(0)',
      '',
    ].join('\n')
    const broken = await rulesBroken(text, 'core/domain/time.ts')
    expect(broken.filter((rule) => rule === 'sentinel/boundaries')).toHaveLength(1)
    expect(broken.filter((rule) => rule === 'no-restricted-syntax')).toHaveLength(3)
    expect(broken.filter((rule) => rule === 'no-restricted-globals')).toHaveLength(3)
  })

  it('refuses any, the non-null assertion and a promise nobody waits for', async () => {
    const text = [
      'export const a = (x: any, y: string | undefined): string => y!',
      'export const b = (p: Promise<void>): void => {',
      '  p',
      '}',
      '',
    ].join('\n')
    expect(await rulesBroken(text, 'core/domain/time.ts')).toEqual(
      expect.arrayContaining([
        '@typescript-eslint/no-explicit-any',
        '@typescript-eslint/no-non-null-assertion',
        '@typescript-eslint/no-floating-promises',
      ]),
    )
  })
})

describe('the compiler', () => {
  /** Type-checks one virtual file under the real options of a project. */
  function errorsIn(project: string, file: string, text: string): string[] {
    const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined }
    const parsed = ts.getParsedCommandLineOfConfigFile(join(root, project), {}, host)
    if (parsed === undefined) throw new Error(`${project} cannot be read`)
    const path = join(root, file)
    const options: ts.CompilerOptions = { ...parsed.options, noEmit: true, composite: false, emitDeclarationOnly: false }
    const compilerHost = ts.createCompilerHost(options)
    const getSourceFile = compilerHost.getSourceFile.bind(compilerHost)
    compilerHost.getSourceFile = (name, languageOrOptions, ...rest) =>
      name === path ? ts.createSourceFile(name, text, languageOrOptions) : getSourceFile(name, languageOrOptions, ...rest)
    const program = ts.createProgram([path], options, compilerHost)
    return program
      .getSemanticDiagnostics(program.getSourceFile(path))
      .map((one) => ts.flattenDiagnosticMessageText(one.messageText, ' '))
  }

  it.each([
    [
      'core/tsconfig.json',
      'core/domain/breach.ts',
      "import { readFileSync } from 'node:fs'\nexport const a = readFileSync",
      'node:fs',
    ],
    ['core/tsconfig.json', 'core/domain/breach.ts', 'export const a = document', 'document'],
    ['core/tsconfig.json', 'core/domain/breach.ts', 'export const a = process.env', 'process'],
    ['core/tsconfig.node.json', 'core/services/breach.ts', 'export const a = document', 'document'],
    [
      'renderer/tsconfig.json',
      'renderer/breach.ts',
      "import { readFileSync } from 'node:fs'\nexport const a = readFileSync",
      'node:fs',
    ],
  ])('%s: %s refuses %j', (project, file, text, name) => {
    const errors = errorsIn(project, file, text)
    expect(errors).toHaveLength(1)
    expect(errors[0]).toContain(name)
  })
})
