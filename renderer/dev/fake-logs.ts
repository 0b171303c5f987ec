import type { FeedHub, LogRow } from '../../core/contract/index.ts'
import type { Clock } from '../engine-client/index.ts'

type Line = Pick<LogRow, 'level' | 'service' | 'message' | 'fields'>

const BEFORE: readonly Line[] = [
  { level: 'info', service: 'host', message: 'service state', fields: { service: 'recorder', state: 'running' } },
  { level: 'info', service: 'recorder', message: 'market database opened', fields: { version: 14, pages: 18_214 } },
  { level: 'info', service: 'trader', message: 'journal folded', fields: { rows: 4_812, ms: 63, lastSequence: 4_812 } },
  { level: 'info', service: 'feed', message: 'connected', fields: { exchange: 'demo', streams: 12 } },
  { level: 'debug', service: 'strategy', message: 'warmed up', fields: { strategy: 'donchian-breakout', bars: 320 } },
  {
    level: 'warn',
    service: 'feed',
    message: 'book out of sequence, resynced',
    fields: { instrument: 'demo:SOL/USDT', missing: 3, tookMs: 412 },
  },
  {
    level: 'error',
    service: 'trader',
    message: 'the venue refused an order',
    fields: { order: 'sntl-paper-00af', reason: 'balance 412.20 USDT is less than 515.00 USDT', retried: false },
  },
  { level: 'info', service: 'research', message: 'run finished', fields: { kind: 'backtest', ms: 8_420, trades: 214 } },
  {
    level: 'warn',
    service: 'recorder',
    message: '37 log lines left out here: too many at once; the log on stderr has them all',
    fields: { debug: 37 },
  },
]

const GOING: readonly Line[] = [
  { level: 'debug', service: 'feed', message: 'clock measured', fields: { exchange: 'demo', offsetMs: -3, rttMs: 18 } },
  { level: 'debug', service: 'recorder', message: 'batch committed', fields: { rows: 512, ms: 0.4 } },
  { level: 'info', service: 'trader', message: 'signal proposed', fields: { instrument: 'demo:BTC/USDT', confidence: 0.71 } },
  { level: 'debug', service: 'strategy', message: 'bar closed', fields: { instrument: 'demo:ETH/USDT', timeframe: '1m' } },
  { level: 'debug', service: 'recorder', message: 'batch committed', fields: { rows: 498, ms: 0.5 } },
]

const EVERY = 700

/** Services that write what services write, at an even pace. */
export class FakeLogs {
  readonly #hub: FeedHub
  readonly #clock: Clock
  #lines = 0
  #nextAt = 0

  constructor(hub: FeedHub, clock: Clock) {
    this.#hub = hub
    this.#clock = clock
  }

  /** The quarter of an hour before now. */
  past(): void {
    const now = this.#clock.now()
    for (let index = 0; index < 240; index += 1) {
      const at = now - (240 - index) * 3_713
      this.#write(at, index % 5 === 0 ? BEFORE[(index / 5) % BEFORE.length] : GOING[index % GOING.length])
    }
  }

  step(): void {
    const now = this.#clock.now()
    if (now < this.#nextAt) return
    this.#nextAt = now + EVERY
    this.#write(now, GOING[this.#lines % GOING.length])
  }

  #write(at: number, line: Line | undefined): void {
    if (line === undefined) return
    this.#lines += 1
    this.#hub.publish('system.logs', { ...line, id: `log-${String(this.#lines)}`, at })
  }
}
