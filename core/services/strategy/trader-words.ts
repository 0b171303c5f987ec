import type { CandidateSignal, StrategyId } from '../../domain/index.ts'
import type { TrackRecord } from '../../signals/index.ts'
import type { Port, ServiceContext } from '../runtime/index.ts'
import { sendCandidate, type TraderWord } from '../streams/index.ts'

interface Trader {
  readonly port: Port
  readonly disabled: Set<StrategyId>
  records: readonly TrackRecord[]
}

export interface Listener {
  setEnabled(strategy: StrategyId, enabled: boolean): void
  track(records: readonly TrackRecord[]): void
}

/** Both traders get every candidate; switches and records are those of the trader that was armed last. */
export class TraderWords {
  readonly #traders = new Map<string, Trader>()
  readonly #listener: Listener
  #leader = 'trader'

  constructor(context: Pick<ServiceContext, 'onPeer'>, listener: Listener) {
    this.#listener = listener
    for (const name of ['trader', 'trader-live']) {
      context.onPeer(name, (port) => {
        const trader: Trader = { port, disabled: new Set(), records: [] }
        this.#traders.set(name, trader)
        port.listen((raw) => {
          this.#heard(name, trader, raw as TraderWord)
        })
      })
    }
  }

  propose(candidate: CandidateSignal, gapOpen: boolean): void {
    for (const { port } of this.#traders.values()) sendCandidate(port, candidate, gapOpen)
  }

  #heard(name: string, trader: Trader, word: TraderWord): void {
    if (word.type === 'armed') {
      this.#follow(name, trader)
      return
    }
    if (word.type === 'track-records') trader.records = word.records
    else if (word.enabled) trader.disabled.delete(word.strategy)
    else trader.disabled.add(word.strategy)
    if (name !== this.#leader) return
    if (word.type === 'switch') this.#listener.setEnabled(word.strategy, word.enabled)
    else this.#listener.track(word.records)
  }

  #follow(name: string, trader: Trader): void {
    const before = this.#traders.get(this.#leader)
    if (name === this.#leader) return
    this.#leader = name
    for (const strategy of before?.disabled ?? []) if (!trader.disabled.has(strategy)) this.#listener.setEnabled(strategy, true)
    for (const strategy of trader.disabled) this.#listener.setEnabled(strategy, false)
    this.#listener.track(trader.records)
  }
}
