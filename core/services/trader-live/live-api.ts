import type { ExternalRow, LiveApi, UnknownRow } from '../../contract/index.ts'
import { toWire } from '../../domain/index.ts'
import type { ExternalActivity, LiveVenue } from '../../ports/index.ts'
import type { Redact } from '../runtime/index.ts'
import type { AccountDesk } from './account-desk.ts'
import type { Shadow } from './shadow.ts'

/** What others did, newest kept. */
const KEPT = 200

const externalRow = (activity: ExternalActivity): ExternalRow => {
  const { type, prefixed } = activity
  return { type, prefixed, what: toWire(activity.type === 'order' ? activity.order : activity.trade) }
}

export function externalLog() {
  const rows: ExternalRow[] = []
  return {
    add: (activity: ExternalActivity): void => {
      rows.unshift(externalRow(activity))
      rows.splice(KEPT)
    },
    rows,
  }
}

export interface LiveApiParts {
  readonly desk: () => AccountDesk
  readonly venue: Pick<LiveVenue, 'unknown'>
  readonly external: readonly ExternalRow[]
  readonly shadow: Shadow
  /** What goes wrong is told without what may be in it. */
  readonly redact: Redact
}

export function liveApi({ desk, venue, external, shadow, redact }: LiveApiParts): LiveApi {
  return {
    gate: () => Promise.resolve(desk().view()),
    runGate: async () => {
      try {
        return await desk().run()
      } catch (error) {
        throw new Error(redact(error instanceof Error ? error.message : String(error)))
      }
    },
    unknown: () => Promise.resolve(venue.unknown().map((row): UnknownRow => ({ ...row }))),
    external: () => Promise.resolve([...external]),
    // Async, so that a refusal is an answer and not a throw inside the transport.
    shadow: async (request) => await Promise.resolve(shadow.view(request)),
  }
}
