import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import {
  beginStart,
  becameHealthy,
  parseStartRecord,
  type Release,
  signRelease,
  Updates,
  type UpdateState,
  whyNotTrusted,
  willBeReplaced,
} from './index.ts'

const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const ours = publicKey.export({ type: 'spki', format: 'pem' }).toString()
const sha = (letter: string): string => letter.repeat(88)
const release: Release = {
  version: '1.3.0',
  files: [
    { url: 'Sentinel-1.3.0.AppImage', sha512: sha('a') },
    { url: 'b.deb', sha512: sha('b') },
  ],
}
const signed: Release = { ...release, signature: signRelease(release, privateKey) }

describe('a release', () => {
  it('is trusted with our signature, in whatever order its files are named', () => {
    expect(whyNotTrusted(signed, ours)).toBeUndefined()
    expect(whyNotTrusted({ ...signed, files: signed.files.toReversed() }, ours)).toBeUndefined()
  })

  it.each([
    ['an older version under the same files', { ...signed, version: '1.2.0' }],
    ['another file', { ...signed, files: [{ url: 'Sentinel-1.3.0.AppImage', sha512: sha('c') }, signed.files[1]] }],
    ['a file more', { ...signed, files: [...signed.files, { url: 'x', sha512: sha('d') }] }],
    [
      'two files with their hashes swapped',
      {
        ...signed,
        files: [
          { url: 'b.deb', sha512: sha('a') },
          { url: 'Sentinel-1.3.0.AppImage', sha512: sha('b') },
        ],
      },
    ],
    ['no signature', release],
    ['an empty signature', { ...signed, signature: '' }],
    ['a signature by another key', { ...signed, signature: signRelease(release, generateKeyPairSync('ed25519').privateKey) }],
    ['no files', { ...signed, files: [] }],
    ['a version that is none', { ...signed, version: '1.3.0\nmore' }],
    ['nothing at all', null],
  ])('is not trusted with %s', (_what, other) => {
    expect(whyNotTrusted(other, ours)).toBeTypeOf('string')
  })

  it('is not trusted where no key was built in', () => {
    expect(whyNotTrusted(signed, undefined)).toContain('without the key')
  })
})

function setUp(
  found: unknown = signed,
  risk: () => Promise<{ positions: number; orders: number }> = () => Promise.resolve({ positions: 0, orders: 0 }),
) {
  const log: string[] = []
  const states: UpdateState[] = []
  const updater = {
    autoDownload: true,
    autoInstallOnAppQuit: true,
    allowDowngrade: true,
    channel: null as string | null,
    checkForUpdates: () => {
      log.push('check')
      return found instanceof Error ? Promise.reject(found) : Promise.resolve(found as null)
    },
    downloadUpdate: () => {
      log.push('download')
      return Promise.resolve(['/cache/Sentinel-1.3.0.AppImage'])
    },
    quitAndInstall: () => {
      log.push('install')
    },
  }
  const repeated: { ms: number; task: () => void; ended: boolean }[] = []
  let kept: () => Promise<void> = () => Promise.resolve()
  const updates = new Updates({
    updater,
    every: (ms, task) => {
      const entry = { ms, task, ended: false }
      repeated.push(entry)
      return () => {
        entry.ended = true
      }
    },
    channel: 'beta',
    publicKey: ours,
    liveRisk: risk,
    keepWayBack: async () => {
      log.push('keep')
      await kept()
    },
    shutDown: () => {
      log.push('shut down')
      return Promise.resolve()
    },
    onState: (state) => states.push(state),
  })
  return {
    log,
    states,
    updater,
    repeated,
    updates,
    refuseToKeep: (reason: string) => {
      kept = () => Promise.reject(new Error(reason))
    },
  }
}
const offer = { isUpdateAvailable: true, updateInfo: { ...signed, releaseNotes: 'Faster.' } }

describe('an update', () => {
  it('is told with its notes, fetched when the person asks, and installed when they ask again', async () => {
    const { log, updates, updater } = setUp(offer)
    expect(updater).toMatchObject({ autoDownload: false, autoInstallOnAppQuit: false, allowDowngrade: false, channel: 'beta' })
    await updates.check()
    expect(updates.state).toEqual({ phase: 'available', version: '1.3.0', notes: 'Faster.' })
    expect(log).toEqual(['check'])
    await updates.download()
    expect(await updates.install()).toBeUndefined()
    expect(log).toEqual(['check', 'download', 'keep', 'shut down', 'install'])
  })

  it.each([
    ['a position is open', () => Promise.resolve({ positions: 1, orders: 0 }), '1 open positions'],
    ['an order works', () => Promise.resolve({ positions: 0, orders: 2 }), '2 working orders'],
    ['nobody knows', () => Promise.reject(new Error('the live journal cannot be read')), 'not known'],
  ])('is refused while %s in live trading, and stays ready', async (_what, risk, why) => {
    const { log, updates } = setUp(offer, risk)
    await updates.check()
    await updates.download()
    expect(await updates.install()).toContain(why)
    expect(log).not.toContain('shut down')
    expect(log).not.toContain('install')
    expect(updates.state.phase).toBe('ready')
  })

  it('is refused when there would be no way back', async () => {
    const { log, updates, refuseToKeep } = setUp(offer)
    refuseToKeep('no space left')
    await updates.check()
    await updates.download()
    expect(await updates.install()).toContain('no space left')
    expect(log).not.toContain('shut down')
    expect(log).not.toContain('install')
  })

  it('that is not signed by us is named and never fetched', async () => {
    const { log, updates } = setUp({ ...offer, updateInfo: release })
    await updates.check()
    await updates.download()
    expect(updates.state).toMatchObject({ phase: 'refused', version: '1.3.0', reason: 'the release is not signed' })
    expect(await updates.install()).toContain('no update')
    expect(log).toEqual(['check'])
  })

  it('is looked for at the start and every six hours; a failure is told and tried again', async () => {
    const { log, states, updates, repeated } = setUp(new Error('no network'))
    const told = async (): Promise<unknown> =>
      await vi.waitFor(() => {
        expect(states.at(-1)?.phase).toBe('failed')
        return states.at(-1)
      })
    updates.start()
    expect(await told()).toEqual({ phase: 'failed', reason: 'no network' })
    expect(repeated).toMatchObject([{ ms: 6 * 3_600_000, ended: false }])
    repeated[0]?.task()
    expect(states.at(-1)?.phase).toBe('checking')
    await told()
    expect(log).toEqual(['check', 'check'])
    updates.close()
    expect(repeated[0]?.ended).toBe(true)
  })
})

describe('the starts of a version', () => {
  const start = (text: string | undefined, version: string) => beginStart(parseStartRecord(text), version)
  const kept = (record: unknown): string => JSON.stringify(record)

  it('lead back to the version before after three that did not become healthy', () => {
    const first = willBeReplaced(becameHealthy(start(undefined, '1.2.0').record), '/kept/1.2.0.AppImage')
    let verdict = start(kept(first), '1.3.0')
    for (let failed = 1; failed < 3; failed += 1) {
      expect(verdict.rollBack).toBeUndefined()
      verdict = start(kept(verdict.record), '1.3.0')
    }
    expect(verdict.rollBack).toBeUndefined()
    verdict = start(kept(verdict.record), '1.3.0')
    expect(verdict.rollBack).toEqual({ to: '1.2.0', installer: '/kept/1.2.0.AppImage' })
  })

  it('never lead back once one became healthy, nor where no version before is kept', () => {
    let healthy = becameHealthy(willBeReplaced(start(undefined, '1.3.0').record, '/kept/x'))
    for (let again = 0; again < 10; again += 1) {
      const { record, rollBack } = start(kept(healthy), '1.3.0')
      expect(rollBack).toBeUndefined()
      healthy = record
    }
    let fresh = start(undefined, '1.0.0')
    for (let again = 0; again < 10; again += 1) {
      fresh = start(kept(fresh.record), '1.0.0')
      expect(fresh.rollBack).toBeUndefined()
    }
  })

  it.each(['', '{', 'null', '{"version":1}', '{"version":"1.3.0","attempts":-1,"healthy":false}'])(
    'are counted from nothing when the record reads %j',
    (text) => {
      expect(start(text, '1.3.0')).toEqual({ record: { version: '1.3.0', attempts: 1, healthy: false }, rollBack: undefined })
    },
  )
})
