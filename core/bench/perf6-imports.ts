/**
 * PERF6, the part before the first window: what the built main process, preload and page are, in bytes, and what it costs
 * to import the main process in a new Node, ms, beside a new Node that imports an empty module. `electron` is answered by
 * an empty stand-in, so that nothing starts. JSON lines. The budget is a test: electron/packaging/import-budget.e2e.ts.
 *
 *   npm run bench -- perf6-imports
 */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { percentile } from '../telemetry/index.ts'
import { importGraph } from '../testing/import-graph.ts'
import { Programs } from '../testing/program.ts'

const RUNS = 9
const DIST = fileURLToPath(new URL('../../dist/', import.meta.url))

const print = (row: Readonly<Record<string, unknown>>): void => {
  process.stdout.write(`${JSON.stringify({ bench: 'perf6-imports', ...row })}\n`)
}

/** A module with every name that the build takes from Electron; the lock is refused, so that the program ends at once. */
function standIn(files: Iterable<string>): string {
  const names = new Set(['app'])
  for (const file of files)
    for (const [, list = ''] of readFileSync(file, 'utf8').matchAll(/import\s*\{([^}]*)\}\s*from\s*["']electron["']/g))
      for (const name of list.split(',')) names.add(name.trim().split(/\s+as\s+/)[0] ?? '')
  const others = [...names].filter((name) => name !== 'app' && name !== '')
  return [
    'export const app = { requestSingleInstanceLock: () => false, quit() {}, exit() {} }',
    ...others.map((name) => `export class ${name} {}`),
  ].join('\n')
}

function importMs(module: string, electron: string): number {
  const hooks = `import { registerHooks } from 'node:module'
registerHooks({
  resolve: (name, context, next) => name === 'electron' ? { url: 'electron:double', format: 'module', shortCircuit: true } : next(name, context),
  load: (url, context, next) => url === 'electron:double' ? { format: 'module', source: ${JSON.stringify(electron)}, shortCircuit: true } : next(url, context),
})
const began = performance.now()
await import(${JSON.stringify(module)})
process.stdout.write('\\n' + (performance.now() - began) + '\\n')
process.exit(0)`
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', hooks], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return Number(said.trim().split('\n').at(-1))
}

const programs = new Programs()
try {
  await programs.build()
  const main = join(DIST, 'electron/main.js')
  const graph = importGraph(main)
  const electron = standIn(graph.files.keys())
  const times = { empty: [] as number[], main: [] as number[] }
  for (let run = 0; run < RUNS; run += 1) {
    times.empty.push(importMs('data:text/javascript,export{}', electron))
    times.main.push(importMs(pathToFileURL(main).href, electron))
  }
  const bytesOf = (folder: string, ending: string): number =>
    readdirSync(join(DIST, folder))
      .filter((name) => name.endsWith(ending))
      .reduce((sum, name) => sum + statSync(join(DIST, folder, name)).size, 0)
  const ms = (list: readonly number[]): number => Number(percentile(list, 0.5).toFixed(1))
  print({
    of: 'main',
    files: graph.files.size,
    bytes: graph.bytes,
    importMs: ms(times.main),
    emptyMs: ms(times.empty),
    runs: RUNS,
  })
  print({ of: 'preload', bytes: statSync(join(DIST, 'electron/preload.cjs')).size })
  print({ of: 'page', scriptBytes: bytesOf('renderer/assets', '.js'), styleBytes: bytesOf('renderer/assets', '.css') })
} finally {
  await programs.close()
}
