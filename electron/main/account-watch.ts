import { follow, type PortfolioRow, type ServiceName, type SignalRow } from '../../core/contract/index.ts'
import type { Clock } from '../../core/ports/index.ts'
import { type Port, portLink } from '../../core/services/runtime/index.ts'

export interface AccountWatchOptions {
  readonly connect: (name: Exclude<ServiceName, 'host'>) => Port | undefined
  readonly clock: Clock
  readonly onPortfolio: (row: PortfolioRow) => void
  /** Signals that are new or changed; `first` after a connection was made: what waited already. */
  readonly onSignals: (rows: readonly SignalRow[], first: boolean) => void
}

const AGAIN_AFTER = 1_000

/** Main's own view of the trader of the mode, for what is shown without a window: few rows, and no copy of the market. */
export class AccountWatch {
  readonly #options: AccountWatchOptions
  #close = (): void => undefined
  #stopped = false

  constructor(options: AccountWatchOptions) {
    this.#options = options
  }

  start(): void {
    const { clock, connect, onPortfolio, onSignals } = this.#options
    if (this.#stopped) return
    const port = connect('trader')
    if (port === undefined) {
      this.#close = clock.after(AGAIN_AFTER, () => {
        this.start()
      })
      return
    }
    const link = portLink(port)
    let current = true
    this.#close = () => {
      current = false
      link.close()
    }
    link.onClose(() => {
      if (!current) return
      this.#close = clock.after(AGAIN_AFTER, () => {
        this.start()
      })
    })
    follow(link, 'trading.portfolio', '', {
      onChange: (rows) => {
        for (const row of rows.values()) onPortfolio(row)
      },
    })
    follow(link, 'trading.signals', '', {
      onChange: (_rows, { reset, upsert }) => {
        onSignals(upsert, reset)
      },
    })
  }

  /** The mode changed: another trader is the one to watch. */
  switched(): void {
    this.#close()
    this.start()
  }

  stop(): void {
    this.#stopped = true
    this.#close()
  }
}
