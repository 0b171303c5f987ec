import { useReference, useRow } from '../../stores/index.ts'

export type ShownMode = 'paper' | 'live' | 'unknown'

/** While one of both says live, it is shown as live: a change of the mode reaches the window in two messages. */
export function useShownMode(): ShownMode {
  const state = useRow('trading.state', 'all')
  const mode = useRow('system.mode', 'all')?.mode
  const status = useReference((reference) => reference.status)
  return mode === 'live' ? mode : (state?.environment ?? mode ?? status?.environment ?? 'unknown')
}
