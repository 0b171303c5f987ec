import { describe, expect, it } from 'vitest'
import { createFakeBackend } from '../../dev/fake-backend.ts'
import { ManualClock } from '../../dev/manual-clock.ts'
import { seeded } from '../../dev/random.ts'
import { EngineClient } from '../../engine-client/index.ts'
import { CONFIRM_WITHIN, DOUBLED } from '../../friction/index.ts'
import { decideSelected } from '../../shell/actions.ts'
import { createTerminal } from '../../stores/index.ts'
import { type ApprovePress, pressApprove, weighApproval } from './approve-press.ts'

/** A buying signal that waits and is selected, with so much of the equity before the person's eyes. */
async function waiting(equityShare: string | undefined, environment: 'paper' | 'live' = 'paper') {
  const clock = new ManualClock()
  const random = seeded(7)
  const backend = createFakeBackend({ clock, random, environment })
  const client = new EngineClient(backend.transport, clock)
  let ids = 0
  const terminal = createTerminal({
    client,
    clock,
    storage: { getItem: () => null, setItem: () => undefined },
    newId: () => `c-${String((ids += 1))}`,
    elapsed: () => clock.now(),
  })
  client.start()
  for (const topic of ['trading.signals', 'trading.state'] as const) terminal.topics.hold(topic)
  const signal = { ...backend.trader.propose(0, 600_000), action: 'buy' as const }
  backend.hub.publish('trading.signals', signal)
  await clock.advance(50)
  const see = (edits: Readonly<Record<string, string>> = {}): void => {
    terminal.workspace.setState({
      signalId: signal.id,
      seen: { signalId: signal.id, ask: '97412.36', quantity: '0.5', notional: '48706.18', equityShare, edits },
    })
  }
  see()
  const approved = (): boolean => backend.hub.rows('trading.orders').length > 0
  const press = (edits: object = {}): ApprovePress => pressApprove(terminal, signal.id, edits)
  return { clock, backend, terminal, signal, see, approved, press }
}

describe('a press of Approve', () => {
  it('sends a small one', async () => {
    const { clock, press, approved } = await waiting('0.01')
    expect(press()).toBe('sent')
    await clock.advance(50)
    expect(approved()).toBe(true)
  })

  it('tells first what a larger one does, and a double click is no second press', async () => {
    const { clock, terminal, signal, press, approved } = await waiting('0.05')
    expect(press()).toBe('asked')
    await clock.advance(DOUBLED - 1)
    expect(press()).toBe('doubled')
    expect(weighApproval(terminal, signal.id, {})?.sentence).toBe('Buys 0.5 BTC at market, about 48,706.18 USDT, 5.0 % of equity')
    await clock.advance(1)
    expect(press()).toBe('sent')
    await clock.advance(50)
    expect(approved()).toBe(true)
  })

  it('asks anew after its time, and for other terms than those that were weighed it is held', async () => {
    const { clock, press, see } = await waiting('0.05')
    expect(press()).toBe('asked')
    await clock.advance(CONFIRM_WITHIN + 1)
    expect(press()).toBe('asked')
    expect(press({ quantity: '0.6' })).toBe('hold')
    see({ quantity: '0.6' })
    expect(press({ quantity: '0.6' })).toBe('asked')
  })

  it('never sends a large one, nor one of unknown size, nor more with real money than the defaults let pass', async () => {
    for (const share of ['0.4', undefined]) {
      const { clock, press, approved } = await waiting(share)
      for (let presses = 0; presses < 3; presses += 1) {
        expect(press()).toBe('hold')
        await clock.advance(DOUBLED)
      }
      expect(approved()).toBe(false)
    }
    const { terminal, press } = await waiting('0.2', 'live')
    terminal.settings.setState({ friction: { previewFrom: '0.5', holdFrom: '0.9' } })
    expect(press()).toBe('hold')
  })

  it('holds back no sale, however large', async () => {
    const { backend, clock, signal, press } = await waiting(undefined)
    backend.hub.publish('trading.signals', { ...signal, action: 'sell' })
    await clock.advance(50)
    expect(press()).toBe('sent')
    await clock.advance(50)
  })
})

describe('the key A', () => {
  const toasts = ({ terminal }: Awaited<ReturnType<typeof waiting>>) =>
    terminal.toasts.store.getState().toasts.map(({ title }) => title)

  it('is as much as a press of the button', async () => {
    const w = await waiting('0.05')
    await w.clock.advance(1_000)
    decideSelected(w.terminal, 'approve')
    expect(toasts(w)).toEqual(['Press again to send'])
    await w.clock.advance(DOUBLED)
    decideSelected(w.terminal, 'approve')
    await w.clock.advance(50)
    expect(w.approved()).toBe(true)
  })

  it('never sends what is to be held, and says how it is sent', async () => {
    const large = await waiting('0.4')
    const unknown = await waiting(undefined)
    for (const w of [large, unknown]) {
      await w.clock.advance(1_000)
      decideSelected(w.terminal, 'approve')
      await w.clock.advance(DOUBLED)
      decideSelected(w.terminal, 'approve')
      await w.clock.advance(50)
      expect(w.approved()).toBe(false)
    }
    expect(toasts(large)[0]).toBe('Hold to approve')
    expect(toasts(unknown)[0]).toBe('Not sent')
  })

  it('approves the terms that are before the eyes', async () => {
    const { clock, terminal, backend, see, signal } = await waiting('0.01')
    see({ quantity: '0.004' })
    await clock.advance(1_000)
    decideSelected(terminal, 'approve')
    await clock.advance(50)
    const journal = await backend.trader.api.journal(0, 100)
    expect(JSON.stringify(journal)).toContain(`"signalId":"${signal.id}","quantity":"0.004"`)
  })
})
