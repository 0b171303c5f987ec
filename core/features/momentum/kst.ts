import { defineIndicator, onClose } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { smaStep } from '../moving-average/sma.ts'
import { rocStep } from './roc.ts'

interface KstValue {
  readonly kst: number
  readonly signal: number
}

/** Bars of the rate of change, bars of its mean; the weight is the place in the list. */
const PARTS = [
  [10, 10],
  [15, 10],
  [20, 10],
  [30, 15],
] as const

/** Four smoothed rates of change, the slow ones heaviest; percent. */
export const kst = defineIndicator({
  id: 'kst',
  title: 'Know sure thing',
  family: 'momentum',
  formula:
    'Pring 1992: SMA10 of ROC10 + 2 x SMA10 of ROC15 + 3 x SMA10 of ROC20 + 4 x SMA15 of ROC30; signal is the SMA of that line.',
  input: 'close',
  parameters: { signal: integerParameter('Signal period', 9, [1, 100]) },
  outputs: { kst: (value: KstValue) => value.kst, signal: (value: KstValue) => value.signal },
  warmUp: ({ signal }) => 44 + signal,
  create({ signal }) {
    const parts = PARTS.map(([bars, smoothing]) => ({ change: rocStep(bars), mean: smaStep(smoothing) }))
    const line = smaStep(signal)
    return onClose({
      next(close) {
        let kst: number | undefined = 0
        for (const [index, { change, mean }] of parts.entries()) {
          const rate = change.next(close)
          const smooth = rate === undefined ? undefined : mean.next(rate)
          kst = smooth === undefined || kst === undefined ? undefined : kst + (index + 1) * smooth
        }
        const signalLine = kst === undefined ? undefined : line.next(kst)
        return kst === undefined || signalLine === undefined ? undefined : { kst, signal: signalLine }
      },
    })
  },
})
