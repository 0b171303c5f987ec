/**
 * What a person wants -> which trader is commanded and which is armed, under any host.
 * Invariant: the app starts on paper; at most one trader is armed, and the one before is durably disarmed first; the
 * live trader runs for as long as it holds anything.
 */
export { ModeControl, type ModeHost, type ModeOptions } from './mode-control.ts'
export type { UnlockedName } from './gate-words.ts'
export { liveState, modeApi } from './host-api.ts'
export { type LiveRisk, liveRisk, NO_LIVE_RISK, riskIn } from './live-risk.ts'
export { type Connections, type ServiceClients, serviceClients, type TraderName } from './service-clients.ts'
