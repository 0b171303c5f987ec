import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { InlineConfig } from 'vite'
import { build } from 'vite'
import { ccxtAlias } from '../../../../vite.config.ts'

/** Builds the named targets (node, electron, renderer) into dist/. Called by build.cjs, which decides what is stale. */

const root = fileURLToPath(new URL('../../../..', import.meta.url))

/** Stay in node_modules: native code, code that looks for its own files, and what only Electron provides. */
const EXTERNAL = ['@duckdb/node-api', 'better-sqlite3', 'ccxt', 'electron', 'electron-updater']

/** Output name by source; a source that does not exist yet is left out. */
const ENTRIES = {
  node: { cli: 'core/hosts/node/cli.ts', ...folder('core/hosts/node/workers', 'workers') },
  electron: { main: 'electron/main/main.ts', ...folder('electron/processes', 'processes') },
  preload: { preload: 'electron/preload/preload.ts' },
  keysPreload: { 'keys-preload': 'electron/preload/keys-preload.ts' },
} satisfies Record<string, Record<string, string>>

function folder(path: string, prefix: string): Record<string, string> {
  const full = join(root, path)
  if (!existsSync(full)) return {}
  const files = readdirSync(full).filter((name) => /^[^.]+\.ts$/.test(name))
  return Object.fromEntries(files.map((name) => [`${prefix}/${name.slice(0, -3)}`, `${path}/${name}`]))
}

function bundle(entries: Record<string, string>, outDir: string, format: 'es' | 'cjs'): InlineConfig {
  const input = Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(join(root, file))))
  return {
    root,
    configFile: false,
    logLevel: 'warn',
    resolve: { alias: [ccxtAlias] },
    ssr: { noExternal: true, external: EXTERNAL },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      target: 'node24',
      sourcemap: true,
      minify: false,
      rolldownOptions: {
        input,
        output: {
          format,
          entryFileNames: format === 'cjs' ? '[name].cjs' : '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
        },
      },
    },
  }
}

const hasEntries = (config: InlineConfig): boolean => Object.keys(config.build?.rolldownOptions?.input ?? {}).length > 0

function configsFor(target: string, outDir: string): InlineConfig[] {
  switch (target) {
    case 'node':
      return [bundle(ENTRIES.node, outDir, 'es')].filter(hasEntries)
    case 'electron':
      // Each preload by itself: in the sandbox it can load no second file.
      return [
        bundle(ENTRIES.electron, outDir, 'es'),
        bundle(ENTRIES.preload, outDir, 'cjs'),
        bundle(ENTRIES.keysPreload, outDir, 'cjs'),
      ].filter(hasEntries)
    case 'renderer':
      if (!existsSync(join(root, 'renderer/index.html'))) return []
      return [{ configFile: join(root, 'vite.config.ts'), logLevel: 'warn', build: { outDir, emptyOutDir: true } }]
    default:
      throw new Error(`target: ${target} is unknown; use node, electron or renderer`)
  }
}

/** Builds beside the old output and swaps at the end: a running terminal never meets half a build. */
async function buildTarget(target: string): Promise<void> {
  const draft = join(root, 'dist/.next', target)
  const final = join(root, 'dist', target)
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { recursive: true })
  for (const config of configsFor(target, draft)) await build(config)
  const old = `${draft}.old`
  rmSync(old, { recursive: true, force: true })
  if (existsSync(final)) renameSync(final, old)
  renameSync(draft, final)
  rmSync(old, { recursive: true, force: true })
}

await Promise.all(process.argv.slice(2).map(buildTarget))
