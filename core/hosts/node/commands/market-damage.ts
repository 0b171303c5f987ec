import type { DamagedBlock } from '../../../adapters/sqlite/index.ts'

/** What leaves the database must be all of it: a block that cannot be read ends the command. */
export const refuseDamage =
  (file: string) =>
  ({ kind, instrument, id, reason }: DamagedBlock): never => {
    throw new Error(`${file}: block ${String(id)} of ${kind} of ${instrument} is damaged (${reason})`)
  }
