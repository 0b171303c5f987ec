import type { VenueReport } from '../../domain/index.ts'
import type { Clock, Venue } from '../../ports/index.ts'
import type { ShadowTwin } from './twin.ts'

export interface ShadowedVenueOptions {
  readonly clock: Clock
  /** The record failed and ends; the live venue goes on as if it had never been. Called once. */
  readonly failed: (reason: string) => void
}

/** A venue whose every order its twin takes too. The live venue and its reports always come first. */
export function shadowedVenue(venue: Venue, twin: ShadowTwin, { clock, failed }: ShadowedVenueOptions): Venue {
  let broken = false
  /** What came while the order was being handed over: its twin must know of the order first. */
  let early: VenueReport[] | undefined
  const beside = (task: () => void): void => {
    if (broken) return
    try {
      task()
    } catch (error) {
      broken = true
      failed(error instanceof Error ? error.message : String(error))
    }
  }
  const handOver = (live: () => void, paper: () => void): void => {
    const reports: VenueReport[] = []
    early = reports
    try {
      live()
    } finally {
      early = undefined
    }
    beside(() => {
      paper()
      for (const report of reports) twin.report(report)
    })
  }
  return {
    capabilities: venue.capabilities,
    submit: (order) => {
      handOver(
        () => {
          venue.submit(order)
        },
        () => {
          twin.submitted(order, clock.now())
        },
      )
    },
    submitPair: (orders) => {
      handOver(
        () => {
          venue.submitPair(orders)
        },
        () => {
          twin.submittedPair(orders, clock.now())
        },
      )
    },
    cancel: (clientOrderId) => {
      venue.cancel(clientOrderId)
      beside(() => {
        twin.cancelled(clientOrderId, clock.now())
      })
    },
    query: (clientOrderId) => {
      venue.query(clientOrderId)
    },
    resume: (order) => {
      venue.resume(order)
    },
    onReport: (listener) => {
      venue.onReport((report: VenueReport) => {
        listener(report)
        if (early !== undefined) early.push(report)
        else
          beside(() => {
            twin.report(report)
          })
      })
    },
  }
}
