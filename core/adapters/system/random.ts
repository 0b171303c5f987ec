import type { Random } from '../../ports/index.ts'

/** Chance for jitter; never for secrets and never for results that must repeat. */
export const systemRandom = (): Random => ({ next: () => Math.random() })
