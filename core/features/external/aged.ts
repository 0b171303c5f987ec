import { integerParameter } from '../../domain/index.ts'
import type { Step } from '../contract/indicator.ts'
import type { ExternalReading } from '../contract/input.ts'

export interface AgedValue {
  readonly value: number
  /** Seconds since the reading was received. */
  readonly age: number
}

export const maximumAge = integerParameter('Greatest age', 86_400, [1, 31_536_000], 's')

export const agedOutputs = {
  value: ({ value }: AgedValue): number => value,
  age: ({ age }: AgedValue): number => age,
}

/**
 * A rule over the readings of a series. A reading that says null ends the value at once, and one that grew older
 * than `maxAge` seconds does so as time passes: what is missing is never zero and never yesterday's number.
 */
export function aged(maxAge: number, rule: Step<number, number>): Step<ExternalReading, AgedValue> {
  let received = Number.NaN
  let value: number | undefined
  const at = (time: number): AgedValue | undefined => {
    const age = Math.max(time - received, 0) / 1000
    return value === undefined || age > maxAge ? undefined : { value, age }
  }
  return {
    next(reading) {
      received = reading.time
      value = reading.value === null ? undefined : rule.next(reading.value)
      return at(reading.time)
    },
    advance: at,
  }
}
