import type { AlertRow, SignalRow } from '../../core/contract/index.ts'
import { formatCountdown } from '../format/index.ts'
import type { AlarmKind } from './alarm-plan.ts'

export interface AlarmText {
  readonly title: string
  readonly body: string
}

const HEADS: Readonly<Record<AlarmKind, string>> = {
  created: 'New signal',
  half: 'Half the time is gone',
  late: 'Decide soon',
  critical: 'Critical',
}

const SIDES = { buy: '▲ Buy', sell: '▼ Sell' } as const

export interface AlarmSetting {
  readonly symbol: string
  readonly environment: 'paper' | 'live' | 'unknown'
  readonly now: number
}

const MONEY = { live: 'LIVE, real money.', paper: 'Paper.', unknown: '' } as const

/** What a signal's alarm says, in the fewest words that tell what to do. */
export const signalText = (
  kind: AlarmKind,
  { action, mode, expiresAt }: SignalRow,
  { symbol, environment, now }: AlarmSetting,
): AlarmText => ({
  title: `${HEADS[kind]}: ${SIDES[action]} ${symbol}`,
  body: `${MONEY[environment]} ${mode === 'advisory' ? 'For information; nothing to decide.' : `${formatCountdown(expiresAt - now)} left to decide.`}`.trim(),
})

export const alertText = ({ source, message }: AlertRow): AlarmText => ({ title: `${HEADS.critical}: ${source}`, body: message })
