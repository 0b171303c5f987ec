import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** The child in one file, which starts in half the time that its sources take. */
export interface ChildBundle {
  readonly file: string
  remove(): void
}

/** Below the repository, where packages are found as from the sources. */
export async function bundleChild(): Promise<ChildBundle> {
  mkdirSync(join(ROOT, 'dist'), { recursive: true })
  const outDir = mkdtempSync(join(ROOT, 'dist/.crash-'))
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true, external: ['better-sqlite3', 'ccxt'] },
    build: {
      ssr: true,
      outDir,
      target: 'node24',
      minify: false,
      rolldownOptions: { input: { child: 'core/testing/crash/child.ts' }, output: { format: 'es' } },
    },
  })
  return { file: join(outDir, 'child.js'), remove: () => rmSync(outDir, { recursive: true, force: true }) }
}
