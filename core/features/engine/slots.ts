import { type Millis, required } from '../../domain/index.ts'
import type { Indicator, IndicatorRun } from '../contract/indicator.ts'
import type { IndicatorInputs, InputKind } from '../contract/input.ts'
import { indicatorById } from '../registry.ts'
import type { ResolvedFeature } from './request.ts'

/** Where a datum came from and when: `asOf` by the venue's clock, `received` by ours. */
export interface Origin {
  readonly source: string
  readonly asOf: Millis
  readonly received: Millis
}

/** One running indicator and the origin of the newest input that it has seen. */
export interface Slot<Kind extends InputKind> {
  readonly open: () => IndicatorRun<Kind>
  run: IndicatorRun<Kind>
  origin: Origin | null
}

export interface Slots {
  readonly close: Slot<'close'>[]
  readonly bar: Slot<'bar'>[]
  readonly top: Slot<'top'>[]
  readonly depth: Slot<'depth'>[]
  readonly trade: Slot<'trade'>[]
  /** By name of the series. */
  readonly external: Map<string, Slot<'external'>[]>
}

export const emptySlots = (): Slots => ({ close: [], bar: [], top: [], depth: [], trade: [], external: new Map() })

function slotOf<Kind extends InputKind>(indicator: Indicator<Kind>, parameters: Readonly<Record<string, number>>): Slot<Kind> {
  const open = (): IndicatorRun<Kind> => indicator.create(parameters)
  return { open, run: open(), origin: null }
}

function file<Kind extends InputKind>(slot: Slot<Kind>, into: Slot<Kind>[]): Slot<Kind> {
  into.push(slot)
  return slot
}

/** What a reader needs of any slot. */
export interface ReadableSlot {
  readonly origin: Origin | null
  readonly run: { advance(time: number): number | undefined; output(name: string): number | undefined }
}

/** Starts the indicator behind a feature and files it under its input. */
export function openSlot(feature: ResolvedFeature, slots: Slots): ReadableSlot {
  const indicator = indicatorById(feature.indicator)
  switch (indicator.input) {
    case 'close':
      return file(slotOf(indicator, feature.parameters), slots.close)
    case 'bar':
      return file(slotOf(indicator, feature.parameters), slots.bar)
    case 'top':
      return file(slotOf(indicator, feature.parameters), slots.top)
    case 'depth':
      return file(slotOf(indicator, feature.parameters), slots.depth)
    case 'trade':
      return file(slotOf(indicator, feature.parameters), slots.trade)
    case 'external': {
      const series = required(feature.series, 'an external feature names its series')
      const readers = slots.external.get(series) ?? []
      slots.external.set(series, readers)
      return file(slotOf(indicator, feature.parameters), readers)
    }
  }
}

export function feed<Kind extends InputKind>(slots: readonly Slot<Kind>[], input: IndicatorInputs[Kind], origin: Origin): void {
  for (const slot of slots) {
    slot.run.next(input)
    slot.origin = origin
  }
}

/** Forgets everything: after a hole in a stream the old state would be a lie. */
export function reset<Kind extends InputKind>(slots: readonly Slot<Kind>[]): void {
  for (const slot of slots) {
    slot.run = slot.open()
    slot.origin = null
  }
}
