import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { extractFile } from '@electron/asar'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Programs } from '../../core/testing/program.ts'
import { bytesUnder, filesUnder, type PackedFile, packedFiles } from './contents.ts'
import { writeStandIn } from './stand-in.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const BUILDER = join(ROOT, 'node_modules/electron-builder/cli.js')
const MIB = 2 ** 20

/** Packaged on the system of the test, against what stands for an Electron: everything but Electron's own files is real. */
describe.runIf(process.platform === 'linux')('the package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-package-'))
  const programs = new Programs()
  const resources = join(folder, 'out/linux-unpacked/resources')
  const archive = join(resources, 'app.asar')
  const text = (path: string): string => extractFile(archive, path).toString('utf8')
  let files: readonly PackedFile[] = []
  const paths = (): readonly string[] => files.map(({ path }) => path)

  beforeAll(async () => {
    await programs.build()
    writeStandIn(join(folder, 'electron'))
    const settings = [`-c.electronDist=${join(folder, 'electron')}`, `-c.directories.output=${join(folder, 'out')}`]
    await promisify(execFile)(process.execPath, [BUILDER, '--dir', '--linux', '--x64', '--publish', 'never', ...settings], {
      cwd: ROOT,
      maxBuffer: 64 * MIB,
      env: { ...process.env, CSC_IDENTITY_AUTO_DISCOVERY: 'false' },
    })
    files = packedFiles(archive)
  }, 180_000)
  afterAll(async () => {
    await programs.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('holds the program, its page, its services and the demo market', () => {
    expect(paths()).toEqual(
      expect.arrayContaining([
        'package.json',
        'dist/electron/main.js',
        'dist/electron/preload.cjs',
        'dist/electron/processes/feed.js',
        'dist/electron/processes/trader-paper.js',
        'dist/electron/processes/trader-live.js',
        'dist/node/workers/demo.js',
        'dist/renderer/index.html',
      ]),
    )
    expect(JSON.parse(text('package.json'))).toMatchObject({ main: 'dist/electron/main.js' })
    expect(filesUnder(join(resources, 'demo')).length).toBeGreaterThan(3)
  })

  it('holds nothing of the workshop: no sources, tests, maps, caches, lists of this machine or tools', () => {
    const known = /^(dist\/(electron|node|renderer)\/|node_modules\/|package\.json$)/
    expect(paths().filter((path) => !known.test(path))).toEqual([])
    expect(paths().filter((path) => /\.(map|ts|tsx|tsbuildinfo|md)$|\.(test|e2e)\./.test(path))).toEqual([])
    const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      devDependencies: Readonly<Record<string, string>>
    }
    const tools = ['electron', 'electron-builder', 'vitest', 'vite', 'eslint', 'playwright-core', 'typescript', '@biomejs/biome']
    expect(Object.keys(devDependencies)).toEqual(expect.arrayContaining(tools))
    const packages = new Set(paths().map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? ''))
    expect(tools.filter((name) => packages.has(name))).toEqual([])
  })

  it('names no folder of this machine, no map and no key', () => {
    const ours = files.filter(({ path }) => /^dist\/.*\.(c?js|html|css)$/.test(path))
    expect(ours.length).toBeGreaterThan(20)
    for (const { path } of ours) {
      const content = text(path)
      expect(content.includes(ROOT), `${path} names ${ROOT}`).toBe(false)
      expect(/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(content), `${path} holds a key`).toBe(false)
      expect(/demo-secret-/.test(content) && !path.startsWith('dist/node/'), `${path} holds a secret`).toBe(false)
    }
  })

  it('holds native code for this system only, outside the archive', () => {
    const native = files.filter(({ path }) => /\.(node|so|dll|dylib)$/.test(path))
    expect(native.map(({ path }) => path).sort()).toEqual([
      'node_modules/@duckdb/node-bindings-linux-x64/duckdb.node',
      'node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so',
      'node_modules/better-sqlite3/prebuilds/linux-x64.node',
      'node_modules/bufferutil/prebuilds/linux-x64/bufferutil.node',
    ])
    expect(native.every(({ unpacked }) => unpacked)).toBe(true)
    const beside = filesUnder(join(resources, 'app.asar.unpacked'))
    for (const { path } of native) expect(beside).toContain(path)
  })

  it('has the fuses of the configuration blown', async () => {
    const wire = await getCurrentFuseWire(join(folder, 'out/linux-unpacked/sentinel'))
    // The bytes of the wire: the digits 0 and 1.
    const [off, on] = ['0'.charCodeAt(0), '1'.charCodeAt(0)]
    const state = (fuse: FuseV1Options): unknown => Reflect.get(wire, fuse)
    expect({
      runAsNode: state(FuseV1Options.RunAsNode),
      cookieEncryption: state(FuseV1Options.EnableCookieEncryption),
      nodeOptions: state(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
      inspect: state(FuseV1Options.EnableNodeCliInspectArguments),
      integrity: state(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
      onlyAsar: state(FuseV1Options.OnlyLoadAppFromAsar),
      fileProtocol: state(FuseV1Options.GrantFileProtocolExtraPrivileges),
    }).toEqual({
      runAsNode: off,
      cookieEncryption: on,
      nodeOptions: off,
      inspect: off,
      integrity: on,
      onlyAsar: on,
      fileProtocol: off,
    })
  })

  it('stays within the size that was agreed, and says what it is', () => {
    const [inside, beside] = [
      files.filter(({ unpacked }) => !unpacked).reduce((sum, { bytes }) => sum + bytes, 0),
      bytesUnder(join(resources, 'app.asar.unpacked')),
    ]
    process.stdout.write(
      `package: archive ${(inside / MIB).toFixed(1)} MiB, native code beside it ${(beside / MIB).toFixed(1)} MiB, Electron not counted\n`,
    )
    expect(inside).toBeLessThan(60 * MIB)
    expect(beside).toBeLessThan(80 * MIB)
  })
})
