/**
 * The processes a client may speak to. `trader` is the trader of the mode, `trader-paper` and `trader-live` one of both
 * by name, for looking. `host` is whatever runs the others: supervisor, settings, health, the mode.
 */
export const SERVICES = ['feed', 'strategy', 'trader', 'trader-paper', 'trader-live', 'recorder', 'research', 'host'] as const
export type ServiceName = (typeof SERVICES)[number]

export const isServiceName = (text: string): text is ServiceName => (SERVICES as readonly string[]).includes(text)
