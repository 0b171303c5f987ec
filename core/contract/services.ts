/** The processes a client may speak to. `host` is whatever runs the others: supervisor, settings, health. */
export const SERVICES = ['feed', 'strategy', 'trader', 'recorder', 'research', 'host'] as const
export type ServiceName = (typeof SERVICES)[number]

export const isServiceName = (text: string): text is ServiceName => (SERVICES as readonly string[]).includes(text)
