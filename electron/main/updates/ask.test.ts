import { describe, expect, it } from 'vitest'
import { LATER, type Offer, offerOf, UpdateTalk, type UpdateState } from './index.ts'

const available: UpdateState = { phase: 'available', version: '1.3.0', notes: '<h2>New</h2>Faster <b>charts</b>.' }

describe('what is said', () => {
  it('names the version and its notes without tags, and keeps long ones short', () => {
    expect(offerOf(available, false)).toEqual({
      message: 'Sentinel 1.3.0 is there',
      detail: 'NewFaster charts.',
      button: 'Download',
    })
    expect(offerOf({ ...available, notes: 'x'.repeat(9_000) }, false)?.detail.length).toBeLessThan(2_000)
  })

  it('is nothing about what nobody asked for and nobody can act on', () => {
    for (const state of [{ phase: 'current' }, { phase: 'failed', reason: 'no network' }] as const) {
      expect(offerOf(state, false)).toBeUndefined()
      expect(offerOf(state, true)).toBeDefined()
    }
    for (const phase of ['unknown', 'checking'] as const) expect(offerOf({ phase }, true)).toBeUndefined()
  })

  it('offers no button for what is not taken', () => {
    const offer = offerOf({ phase: 'refused', version: '1.3.0', reason: 'the release is not signed' }, false)
    expect(offer?.button).toBeUndefined()
    expect(offer?.detail).toContain('not signed')
  })
})

function talkOver(answers: readonly string[], refused?: string) {
  const said: Offer[] = []
  const log: string[] = []
  const updates: { state: UpdateState } & Record<'check' | 'download', () => Promise<void>> & {
      install: () => Promise<string | undefined>
    } = {
    state: available,
    check: () => {
      log.push('check')
      return Promise.resolve()
    },
    download: () => {
      log.push('download')
      updates.state = { phase: 'ready', version: '1.3.0', notes: '' }
      return Promise.resolve()
    },
    install: () => {
      log.push('install')
      return Promise.resolve(refused)
    },
  }
  const talk = new UpdateTalk({
    updates: () => updates,
    ask: (offer) => {
      said.push(offer)
      return Promise.resolve(answers[said.length - 1] ?? LATER)
    },
  })
  return { said, log, talk, updates }
}

describe('the talk', () => {
  it('goes from the offer over the download to the restart', async () => {
    const { said, log, talk } = talkOver(['Download', 'Restart into it'])
    await talk.changed()
    expect(said.map(({ button }) => button)).toEqual(['Download', 'Restart into it'])
    expect(log).toEqual(['download', 'install'])
  })

  it('says why the restart is refused, and offers each step by itself once only', async () => {
    const { said, log, talk } = talkOver(['Download', 'Restart into it'], 'live trading holds 1 open positions')
    await talk.changed()
    expect(said.at(-1)).toEqual({ message: 'The update waits', detail: 'live trading holds 1 open positions' })
    await talk.changed()
    await talk.changed()
    expect(log.filter((step) => step === 'install')).toHaveLength(1)
    expect(said).toHaveLength(4)
  })

  it('leaves what is put off until the person asks', async () => {
    const { said, log, talk } = talkOver([])
    await talk.changed()
    await talk.changed()
    expect(said).toHaveLength(1)
    await talk.asked()
    expect(said).toHaveLength(2)
    expect(log).toEqual(['check'])
  })
})
