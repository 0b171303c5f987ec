import type { FeedHub, GateView, ModeRow } from '../../core/contract/index.ts'
import type { Clock } from '../engine-client/index.ts'

const CHECKS: GateView['checks'] = [
  { code: 'permissions', measured: 'read, trade; no withdrawals', limit: 'read and trade, never withdraw', passed: true },
  { code: 'balances', measured: '12,402.11 USDT, 0.25 BTC', limit: 'readable', passed: true },
  { code: 'clock', measured: '-12 ms ± 8 ms', limit: '1000 ms', passed: true },
  { code: 'market-data', measured: '8 of 8 markets fresh', limit: 'all', passed: true },
  { code: 'link', measured: 'live for 2 s', limit: 'live', passed: true },
  { code: 'journal', measured: 'written', limit: 'written', passed: true },
]
const DIFFERENCES: GateView['differences'] = [
  {
    key: 'position binance:BTC/USDT',
    kind: 'missing-here',
    subject: 'position',
    here: 'nothing',
    there: '0.25 BTC',
    settlements: ['adopt', 'flatten', 'ignore'],
  },
  {
    key: 'order web_38f1',
    kind: 'external-order',
    subject: 'order',
    here: 'not known',
    there: 'sell BTCUSDT, working, 0 of 0.1',
    settlements: ['adopt', 'flatten', 'ignore'],
  },
]
const RUN = 1_500

/** The host's mode and gate without a host. */
export class FakeMode {
  readonly #hub: FeedHub
  readonly #clock: Clock
  #row: ModeRow
  #view: GateView

  constructor(hub: FeedHub, clock: Clock, mode: 'paper' | 'live') {
    this.#hub = hub
    this.#clock = clock
    const since = clock.now()
    const live = mode === 'live' ? 'running' : 'off'
    this.#row = { mode, wanted: mode, armed: mode, by: 'start', since, keys: 'demo', live, openRisk: 0, problem: '' }
    const link = { state: 'live', reason: '', at: since }
    this.#view = { at: 0, checks: [], passed: false, warnings: [], differences: [], armed: null, link }
    this.#show({})
  }

  #show(change: Partial<ModeRow>): ModeRow {
    this.#row = { ...this.#row, ...change }
    this.#hub.publish('system.mode', this.#row)
    return this.#row
  }

  readonly api = {
    mode: () => Promise.resolve(this.#row),
    gate: () => Promise.resolve(this.#view),
    toLive: (by: string) =>
      new Promise<ModeRow>((resolve) => {
        this.#show({ wanted: 'live', live: 'starting', by })
        this.#clock.after(RUN, () => {
          const warnings = ['the key works from any address; restrict it to yours at the venue']
          this.#view = { ...this.#view, at: this.#clock.now(), checks: CHECKS, passed: true, warnings, differences: DIFFERENCES }
          resolve(this.#show({ live: 'running' }))
        })
      }),
    toPaper: (by: string) => Promise.resolve(this.#show({ mode: 'paper', wanted: 'paper', armed: 'paper', by })),
    armLive: (by: string) => {
      const open = this.#view.differences.length > 0
      if (!open) this.#show({ mode: 'live', wanted: 'live', armed: 'live', by })
      const message = open ? 'a difference is not settled' : 'live is armed'
      return Promise.resolve({ ok: !open, commandId: 'x', sequence: 1, orderIds: [], code: open ? 'not-settled' : '', message })
    },
  }

  settle(key: string): void {
    this.#view = { ...this.#view, differences: this.#view.differences.filter((row) => row.key !== key) }
  }
}
