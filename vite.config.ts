import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** ccxt exports only its root; single exchanges are reached by file, which costs half the memory and start-up. */
export const ccxtAlias = { find: /^ccxt\/js\//, replacement: here('./node_modules/ccxt/js/') }

/** Refuses every socket that does not lead to this machine. */
const socketGuard = here('./core/testing/socket-guard.setup.ts')

export default defineConfig({
  root: here('./renderer'),
  base: './',
  plugins: [react()],
  resolve: { alias: [ccxtAlias] },
  build: { outDir: here('./dist/renderer'), emptyOutDir: true, target: 'es2024', sourcemap: true },
  test: {
    root: here('.'),
    // Most tests wait for something: every core has a file to run, not all but one.
    maxWorkers: '100%',
    testTimeout: 20_000,
    hookTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['core/**/*.test.ts', 'electron/**/*.test.ts', 'renderer/**/*.test.{ts,tsx}'],
          exclude: ['**/node_modules/**', '**/dist/**', 'renderer/e2e/**'],
          setupFiles: existsSync(socketGuard) ? [socketGuard] : [],
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['renderer/e2e/**/*.e2e.ts', 'electron/e2e/**/*.e2e.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
