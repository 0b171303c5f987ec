import { DAY, InputError } from '../../domain/index.ts'
import type { BarRange } from '../columns/simulate.ts'

/** Bars of whole UTC days; their daily returns stand one behind the other without a day counted twice. */
export interface Window extends BarRange {
  readonly days: number
}

export const WINDOWS = ['train', 'validation', 'heldOut'] as const
export type WindowName = (typeof WINDOWS)[number]
export type Windows = Readonly<Record<WindowName, Window>>

/** Fewer say nothing of a Sharpe ratio. */
const LEAST_DAYS: Readonly<Record<WindowName, number>> = { train: 10, validation: 5, heldOut: 5 }

const dayOf = (time: number): number => Math.floor(time / DAY)

/** First bar of each UTC day that has one. */
function dayStarts(openTime: Float64Array): readonly number[] {
  const starts: number[] = []
  let day = Number.NaN
  for (let index = 0; index < openTime.length; index += 1) {
    const next = dayOf(openTime[index] ?? 0)
    if (next !== day) starts.push(index)
    day = next
  }
  return starts
}

export interface SplitTerms {
  readonly split: readonly [train: number, validation: number, heldOut: number]
  readonly embargoDays: number
}

/**
 * Cuts the days that have bars into train, validation and held-out, oldest first, with days between them that belong to none.
 * Throws InputError where a window would be too short.
 */
export function splitWindows(openTime: Float64Array, { split, embargoDays }: SplitTerms): Windows {
  const starts = dayStarts(openTime)
  const days = starts.length
  const usable = days - 2 * embargoDays
  const train = Math.floor(usable * split[0] + 1e-9)
  const validation = Math.floor(usable * split[1] + 1e-9)
  const from: Readonly<Record<WindowName, number>> = {
    train: 0,
    validation: train + embargoDays,
    heldOut: train + validation + 2 * embargoDays,
  }
  const length: Readonly<Record<WindowName, number>> = { train, validation, heldOut: usable - train - validation }
  for (const name of WINDOWS)
    if (length[name] < LEAST_DAYS[name])
      throw new InputError({
        field: 'candles',
        value: `${String(days)} days, of which ${String(Math.max(0, length[name]))} for ${name}`,
        remedy: `give at least ${String(LEAST_DAYS[name])} days for it: more candles, or another split`,
      })
  const barAt = (day: number): number => starts[day] ?? openTime.length
  const window = (name: WindowName): Window => ({
    from: barAt(from[name]),
    to: barAt(from[name] + length[name]),
    days: length[name],
  })
  return { train: window('train'), validation: window('validation'), heldOut: window('heldOut') }
}
