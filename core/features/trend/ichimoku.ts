import { defineIndicator } from '../contract/indicator.ts'
import { integerParameter } from '../../domain/index.ts'
import { RollingRange } from '../window/rolling-range.ts'
import { RollingWindow } from '../window/rolling.ts'

interface IchimokuValue {
  readonly conversion: number
  readonly base: number
  readonly spanA: number
  readonly spanB: number
  readonly leadA: number
  readonly leadB: number
}

const middleOf = (range: RollingRange): number => (range.highest + range.lowest) / 2

/**
 * Five lines in price units. `spanA` and `spanB` are the cloud under the newest bar, made displacement - 1 bars ago;
 * `leadA` and `leadB` are made now and drawn as far ahead. The lagging span is the close itself, drawn back, so
 * nothing of it is a value of today.
 */
export const ichimoku = defineIndicator({
  id: 'ichimoku',
  title: 'Ichimoku',
  family: 'trend',
  formula:
    'Hosoda 1969: conversion and base are middles of the high-low range; leadA is their mean, leadB the middle of the long range; the cloud is shifted by displacement - 1 bars, as TradingView draws it.',
  input: 'bar',
  parameters: {
    conversion: integerParameter('Conversion period', 9, [1, 500]),
    base: integerParameter('Base period', 26, [1, 500]),
    span: integerParameter('Span B period', 52, [1, 500]),
    displacement: integerParameter('Displacement', 26, [1, 500]),
  },
  outputs: {
    conversion: (value: IchimokuValue) => value.conversion,
    base: (value: IchimokuValue) => value.base,
    spanA: (value: IchimokuValue) => value.spanA,
    spanB: (value: IchimokuValue) => value.spanB,
    leadA: (value: IchimokuValue) => value.leadA,
    leadB: (value: IchimokuValue) => value.leadB,
  },
  warmUp: ({ conversion, base, span, displacement }) => Math.max(conversion, base, span) + displacement - 1,
  create({ conversion, base, span, displacement }) {
    const ranges = [new RollingRange(conversion), new RollingRange(base), new RollingRange(span)] as const
    const [quick, calm, long] = ranges
    const leadsA = new RollingWindow(displacement)
    const leadsB = new RollingWindow(displacement)
    return {
      next({ high, low }) {
        for (const range of ranges) range.push(high, low)
        if (!quick.full || !calm.full || !long.full) return undefined
        const [conversionLine, baseLine, leadB] = [middleOf(quick), middleOf(calm), middleOf(long)]
        const leadA = (conversionLine + baseLine) / 2
        leadsA.push(leadA)
        leadsB.push(leadB)
        if (!leadsA.full) return undefined
        return { conversion: conversionLine, base: baseLine, spanA: leadsA.at(0), spanB: leadsB.at(0), leadA, leadB }
      },
    }
  },
})
