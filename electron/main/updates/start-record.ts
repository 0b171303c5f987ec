import { z } from 'zod'

/** How the starts of the installed version went; kept in a file beside the settings. */
const recordSchema = z.object({
  version: z.string(),
  /** Starts of this version that have not become healthy since it last was. */
  attempts: z.int().min(0),
  healthy: z.boolean(),
  /** The installer of the version before, while it is kept, and that version. */
  before: z.object({ version: z.string(), installer: z.string() }).optional(),
})
export type StartRecord = z.output<typeof recordSchema>

/** A version that never became healthy in this many starts is given up. */
const MOST_FAILED = 3

export interface StartVerdict {
  /** To be written before anything else starts, so that a start that dies is counted. */
  readonly record: StartRecord
  readonly rollBack: { readonly to: string; readonly installer: string | undefined } | undefined
}

/** Anything that cannot be read counts as nothing known: a damaged record must not keep the program from starting. */
export function parseStartRecord(text: string | undefined): StartRecord | undefined {
  try {
    return recordSchema.parse(JSON.parse(text ?? ''))
  } catch {
    return undefined
  }
}

/** What this start is to do, from how the last ones went. */
export function beginStart(known: StartRecord | undefined, version: string): StartVerdict {
  if (known?.version !== version) {
    const before = known === undefined ? undefined : known.before
    return { record: { version, attempts: 1, healthy: false, ...(before === undefined ? {} : { before }) }, rollBack: undefined }
  }
  const record = { ...known, attempts: known.attempts + 1 }
  const failed = !known.healthy && known.attempts >= MOST_FAILED
  if (!failed || known.before === undefined) return { record, rollBack: undefined }
  return { record, rollBack: { to: known.before.version, installer: known.before.installer } }
}

/** The version works: its window shows and its services run. */
export const becameHealthy = (record: StartRecord): StartRecord => ({ ...record, attempts: 0, healthy: true })

export const startUncounted = (record: StartRecord): StartRecord => ({ ...record, attempts: Math.max(0, record.attempts - 1) })

/** Before an update replaces this version: what leads back to it. */
export const willBeReplaced = (record: StartRecord, installer: string): StartRecord => ({
  ...record,
  before: { version: record.version, installer },
})
