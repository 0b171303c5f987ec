import { type ReactNode, useState } from 'react'
import { fractionOfPercent, percentOfFraction } from '../format/index.ts'
import { useSettings, useTerminal } from '../stores/index.ts'
import { type Friction, parseFriction } from './thresholds.ts'

const FIELDS = [
  ['previewFrom', 'Read first from'],
  ['holdFrom', 'Held from'],
] as const satisfies readonly (readonly [keyof Friction, string])[]

/** From which share of equity on an order is read before it goes, or held; with real money never more than is shipped. */
export function FrictionFields(): ReactNode {
  const { settings } = useTerminal()
  const friction = useSettings((all) => all.friction)
  const [texts, setTexts] = useState(() => ({
    previewFrom: percentOfFraction(friction.previewFrom),
    holdFrom: percentOfFraction(friction.holdFrom),
  }))
  const wanted: Friction = { previewFrom: fractionOfPercent(texts.previewFrom), holdFrom: fractionOfPercent(texts.holdFrom) }
  const kept = parseFriction(wanted)
  const wrong = kept.previewFrom !== wanted.previewFrom || kept.holdFrom !== wanted.holdFrom
  return (
    <span className="friction-fields">
      {FIELDS.map(([field, words]) => (
        <label key={field}>
          <span className="dim">{words}</span>
          <input
            className="input right"
            inputMode="decimal"
            aria-invalid={wrong}
            data-testid={`friction-${field}`}
            value={texts[field]}
            onChange={(event) => {
              const next = { ...texts, [field]: event.target.value }
              setTexts(next)
              const shares = { previewFrom: fractionOfPercent(next.previewFrom), holdFrom: fractionOfPercent(next.holdFrom) }
              const parsed = parseFriction(shares)
              if (parsed.previewFrom === shares.previewFrom && parsed.holdFrom === shares.holdFrom)
                settings.setState({ friction: parsed })
            }}
          />
          <span className="dim">% of equity</span>
        </label>
      ))}
      {wrong ? <span className="warn">From 0 to 100, the first not above the second; not kept</span> : null}
    </span>
  )
}
