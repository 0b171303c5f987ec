import { describe, expect, it } from 'vitest'
import { PANELS } from '../panels/registry.ts'
import type { TopicState } from '../stores/index.ts'
import { openCell, PANEL_STATES, type PanelState } from './gallery-cell.ts'
import { panelSize } from './gallery-sizes.ts'

const storage = { getItem: () => null, setItem: () => undefined }

async function play(state: PanelState): Promise<Record<string, TopicState<unknown>>> {
  const { terminal, play: run } = openCell({ state, environment: 'paper', storage })
  for (const topic of ['trading.orders', 'market.quotes', 'trading.state'] as const) terminal.topics.hold(topic)
  await run(() => Promise.resolve())
  const of = (topic: 'trading.orders' | 'market.quotes' | 'trading.state'): TopicState<unknown> =>
    terminal.topics.store(topic).getState()
  return { orders: of('trading.orders'), quotes: of('market.quotes'), account: of('trading.state') }
}

describe('the state gallery', () => {
  it('brings every state about through the transport, for whatever panel looks', async () => {
    const seen: Record<string, unknown> = {}
    for (const state of PANEL_STATES) {
      const { orders, account } = await play(state)
      seen[state] = [orders?.phase, (orders?.rows.size ?? 0) > 0, account?.phase, account?.rows.size]
    }
    expect(seen).toEqual({
      ready: ['ready', true, 'ready', 1],
      stale: ['ready', true, 'ready', 1],
      empty: ['ready', false, 'ready', 1],
      loading: ['loading', false, 'loading', 0],
      error: ['refused', false, 'refused', 0],
      disconnected: ['disconnected', true, 'disconnected', 1],
    })
  })

  it('shows the same at every run', async () => {
    const rows = async (): Promise<string> => JSON.stringify([...((await play('ready'))['quotes']?.rows.values() ?? [])])
    expect(await rows()).toBe(await rows())
  })

  it('knows a room for every panel of the registry, larger on the larger screen', () => {
    for (const { id } of PANELS) {
      const [small, large] = [panelSize(id, 'small'), panelSize(id, 'large')]
      expect(small.width, id).toBeGreaterThan(200)
      expect(small.height, id).toBeGreaterThan(120)
      expect(large.width * large.height, id).toBeGreaterThanOrEqual(small.width * small.height)
    }
  })
})
