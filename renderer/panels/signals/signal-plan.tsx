import type { ReactNode } from 'react'
import type { SignalRow } from '../../../core/contract/index.ts'
import { formatDecimal, formatShare, MISSING, ratioLossy } from '../../format/index.ts'
import { useInstrument, useRow } from '../../stores/index.ts'
import { PriceText, SizeText } from '../symbol.tsx'

/** How many times the distance to the stop the target lies away. */
function rewardLossy({ entry, stop, target }: SignalRow): string {
  if (entry === undefined || stop === undefined || target === undefined) return MISSING
  const risked = Math.abs(Number(entry) - Number(stop))
  return risked > 0 ? `${(Math.abs(Number(target) - Number(entry)) / risked).toFixed(1)} R` : MISSING
}

/** Size and risk: in base and quote, as a share of equity, and in R. Money comes counted from the trader. */
export function Plan({ signal }: { readonly signal: SignalRow }): ReactNode {
  const { instrument, notional, riskAmount } = signal
  const quote = useInstrument(instrument)?.quote ?? ''
  const equity = useRow('trading.portfolio', 'all')?.equity
  const share = ratioLossy(notional, equity)
  const risked = ratioLossy(riskAmount, equity)
  const cells = [
    ['Size', undefined, <SizeText key="size" instrument={instrument} value={signal.quantity} />],
    ['Entry', undefined, <PriceText key="entry" instrument={instrument} value={signal.entry} />],
    ['Stop', undefined, <PriceText key="stop" instrument={instrument} value={signal.stop} />],
    ['Target', undefined, <PriceText key="target" instrument={instrument} value={signal.target} />],
    ['Cost', `${notional} ${quote} at the entry price, fees excluded`, formatDecimal(notional, 2)],
    ['Of equity', 'Cost as a share of equity', share === undefined ? MISSING : formatShare(share, 1)],
    [
      'Risk 1 R',
      riskAmount === undefined
        ? 'No stop: the risk is the whole cost'
        : `${riskAmount} ${quote} lost at the stop, fees excluded${risked === undefined ? '' : `; ${formatShare(risked, 2)} of equity`}`,
      formatDecimal(riskAmount, 2),
    ],
    ['Pays', 'Distance to the target in multiples of the distance to the stop', rewardLossy(signal)],
  ] as const
  return (
    <div className="signal-plan" data-testid="signal-plan">
      {cells.map(([label, hint, figure]) => (
        <div key={label} title={hint}>
          <span className="dim">{label}</span>
          <span className="num">{figure}</span>
        </div>
      ))}
    </div>
  )
}
