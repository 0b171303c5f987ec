import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { WayBack } from './index.ts'

let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sentinel-way-back-'))
})
afterEach(() => {
  rmSync(home, { recursive: true, force: true })
})
const folder = (): string => join(home, 'updates')
const file = (name: string, text: string): string => {
  writeFileSync(join(home, name), text)
  return join(home, name)
}
const open = (version: string, self?: string): WayBack => new WayBack({ folder: folder(), version, self })
/** Starts that die before they are healthy. */
const failedStarts = (version: string, count: number, self?: string): void => {
  for (let start = 0; start < count; start += 1) expect(open(version, self).begin()).toBeUndefined()
}

it('puts the one file of the program back after three failed starts of the next', () => {
  const self = file('Sentinel.AppImage', 'program 1.2.0')
  const old = open('1.2.0', self)
  expect(old.begin()).toBeUndefined()
  old.healthy()
  old.keep([file('download.AppImage', 'program 1.3.0')], '1.3.0')
  writeFileSync(self, 'program 1.3.0')
  failedStarts('1.3.0', 3, self)
  const plan = open('1.3.0', self).begin()
  expect(plan).toMatchObject({ kind: 'replace', to: self, version: '1.2.0' })
  expect(plan?.kind === 'replace' ? readFileSync(plan.from, 'utf8') : '').toBe('program 1.2.0')
})

it('runs the installer of the version before where one was kept, else names the version', () => {
  const first = open('1.0.0')
  first.begin()
  first.healthy()
  first.keep([file('setup.exe', 'installer 1.1.0')], '1.1.0')
  failedStarts('1.1.0', 3)
  expect(open('1.1.0').begin()).toEqual({ kind: 'tell', version: '1.0.0' })

  const second = open('1.1.0')
  second.begin()
  second.healthy()
  second.keep([file('setup.exe', 'installer 1.2.0')], '1.2.0')
  failedStarts('1.2.0', 3)
  const plan = open('1.2.0').begin()
  expect(plan).toMatchObject({ kind: 'run', version: '1.1.0' })
  expect(plan?.kind === 'run' ? readFileSync(plan.file, 'utf8') : '').toBe('installer 1.1.0')
})

it('keeps no more than the way to one version back, and says so when that file was deleted', () => {
  for (const [version, next] of [
    ['1.0.0', '1.1.0'],
    ['1.1.0', '1.2.0'],
    ['1.2.0', '1.3.0'],
  ] as const) {
    const now = open(version)
    now.begin()
    now.healthy()
    now.keep([file('setup.exe', `installer ${next}`)], next)
  }
  expect(readdirSync(folder()).sort()).toEqual(['1.2.0.exe', '1.3.0.exe', 'start.json'])
  rmSync(join(folder(), '1.2.0.exe'))
  failedStarts('1.3.0', 3)
  expect(open('1.3.0').begin()).toEqual({ kind: 'tell', version: '1.2.0' })
})

it('leaves nothing half written: what a kill left behind is not taken for an installer', () => {
  const now = open('1.0.0')
  now.begin()
  writeFileSync(join(folder(), '1.0.0.exe.part'), 'half')
  now.keep([file('setup.exe', 'installer 1.1.0')], '1.1.0')
  expect(existsSync(join(folder(), '1.0.0.exe.part'))).toBe(false)
  failedStarts('1.1.0', 3)
  expect(open('1.1.0').begin()).toEqual({ kind: 'tell', version: '1.0.0' })
})

it('counts no start that was ended in order, and runs no installer that is no program', () => {
  const first = open('1.0.0')
  first.begin()
  first.healthy()
  first.keep([file('Sentinel.zip', 'zip 1.1.0')], '1.1.0')
  for (let start = 0; start < 6; start += 1) {
    const now = open('1.1.0')
    expect(now.begin()).toBeUndefined()
    now.left()
  }
  const second = open('1.1.0')
  second.begin()
  second.healthy()
  second.keep([file('Sentinel.zip', 'zip 1.2.0')], '1.2.0')
  failedStarts('1.2.0', 3)
  expect(open('1.2.0').begin()).toEqual({ kind: 'tell', version: '1.1.0' })
})
