import type { Bar } from './bars.ts'

/** Values of one indicator by the time of the bar, in seconds; of each output one, null where there is none. */
export interface IndicatorPoints {
  readonly time: readonly number[]
  readonly outputs: Readonly<Record<string, readonly (number | null)[]>>
}

export type OutputValues = Readonly<Record<string, number | null>>

export interface OutputPoint {
  readonly time: number
  readonly value: number | null
}

/** What is known of one indicator; a newer answer for a bar replaces the older. */
export class IndicatorData {
  readonly #values = new Map<number, OutputValues>()

  /** `whole`: everything that was known before is forgotten. */
  take({ time, outputs }: IndicatorPoints, whole: boolean): void {
    if (whole) this.#values.clear()
    const columns = Object.entries(outputs)
    time.forEach((at, row) => {
      this.#values.set(at, Object.fromEntries(columns.map(([name, column]) => [name, column[row] ?? null])))
    })
  }

  at(time: number): OutputValues | undefined {
    return this.#values.get(time)
  }

  /** One point for each bar and no other: a point beside the bars would stretch the time axis. */
  column(output: string, bars: readonly Bar[]): readonly OutputPoint[] {
    return bars.map(({ time }) => ({ time, value: this.#values.get(time)?.[output] ?? null }))
  }
}
