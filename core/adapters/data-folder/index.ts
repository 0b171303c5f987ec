/**
 * Folder -> this process's own, until it ends.
 * Invariant: one program a folder; a claim dies with the process that made it, however that ends.
 */
export { claimDataFolder } from './claim.ts'
