import type { ShadowRequest, ShadowView } from '../../contract/index.ts'
import type { Instrument, InstrumentId } from '../../domain/index.ts'
import type { LiveVenue, Venue } from '../../ports/index.ts'
import { type PaperVenue, QUEUE_MODELS, seededRandom, tailedLatency } from '../../simulation/paper/index.ts'
import { PaperTwin, shadowedVenue } from '../../simulation/shadow/index.ts'
import type { ServiceContext } from '../runtime/index.ts'
import { shadowView } from '../trader/shadow-view.ts'
import type { Tell } from './tell-people.ts'

export interface Shadow {
  /** What the engine trades on: the live venue and, beside it, its twin. */
  readonly venue: Venue & Partial<Pick<PaperVenue, 'onBook' | 'onTrade'>>
  /** Null where no twin is kept, or it failed. */
  view(request: ShadowRequest): ShadowView | null
  close(): void
}

/** The same orders on paper, with the delays of the paper trader. Nothing of it can hold up the live venue. */
export function shadowOf(
  context: ServiceContext,
  live: LiveVenue,
  instrument: (id: InstrumentId) => Instrument | undefined,
  tell: Tell,
): Shadow {
  const { clock, ids } = context
  const { paper, shadow } = context.config
  if (!shadow.enabled) return { venue: live, view: () => null, close: () => undefined }
  const { maxBps, maxMs, leastOrders, keep, graceMs } = shadow
  let failed = false
  const twin = new PaperTwin({
    clock,
    ids,
    latency: tailedLatency(paper.latencyMs, paper.latencyMs / 4, seededRandom(paper.seed)),
    queue: QUEUE_MODELS[paper.queue],
    instrument,
    limits: { maxBps, maxMs, leastOrders },
    keep,
    graceMs,
    alarm: (message) => {
      tell('warning', message)
    },
    failed: (reason) => {
      fail(reason)
    },
  })
  const fail = (reason: string): void => {
    failed = true
    tell('warning', `live orders are no longer compared with paper (${reason})`)
  }
  const beside = (task: () => void): void => {
    if (failed) return
    try {
      task()
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error))
    }
  }
  return {
    venue: {
      ...shadowedVenue(live, twin, { clock, failed: fail }),
      onBook: (snapshot) => {
        beside(() => {
          twin.onBook(snapshot)
        })
      },
      onTrade: (trade) => {
        beside(() => {
          twin.onTrade(trade)
        })
      },
    },
    view: (request) => (failed ? null : shadowView(twin, request)),
    close: () => {
      twin.close()
    },
  }
}
