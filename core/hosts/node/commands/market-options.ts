import { resolve } from 'node:path'
import { DAY, HOUR, InputError, type InstrumentId, type Millis, MINUTE, millis, SECOND } from '../../../domain/index.ts'
import { RECORDED_KINDS, type RecordedKind } from '../../../ports/index.ts'
import { choiceOption } from './arguments.ts'
import { defaultDataDir } from './config-file.ts'

const UNITS = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY } as const

/** `100ms`, `90m`, `48h`, `30d` as milliseconds: a whole number and a unit, nothing else. */
export function durationOption(
  field: string,
  text: string,
  { min, max, example }: { readonly min: number; readonly max: number; readonly example: string },
): number {
  const [, digits = '', unit = 'ms'] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text) ?? []
  const value = Number(digits) * UNITS[unit as keyof typeof UNITS]
  if (digits === '' || value < min || value > max) {
    const range = `from ${durationText(min)} to ${durationText(max)}`
    throw new InputError({
      field,
      value: text || '(empty)',
      remedy: `use a whole number with ms, s, m, h or d, ${range}, such as ${example}`,
    })
  }
  return value
}

function durationText(value: number): string {
  for (const unit of ['d', 'h', 'm', 's'] as const) if (value % UNITS[unit] === 0) return `${String(value / UNITS[unit])}${unit}`
  return `${String(value)}ms`
}

const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/

/** An ISO date (midnight UTC) or a date and time with its zone. */
export function timeOption(field: string, text: string | undefined): Millis | undefined {
  if (text === undefined) return undefined
  const value = ISO.test(text) ? Date.parse(text) : Number.NaN
  // Date.parse takes 31 February for 3 March.
  const day = /^\d{4}-\d{2}-\d{2}/.exec(text)?.[0] ?? ''
  if (Number.isNaN(value) || new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) !== day) {
    throw new InputError({
      field,
      value: text || '(empty)',
      remedy: 'use an ISO date or time with a zone, such as 2026-11-21 or 2026-11-21T08:30:00Z',
    })
  }
  return millis(value)
}

const INSTRUMENT = /^[a-z0-9]{2,30}:[^\s:/]{1,20}\/\S{1,30}$/

export function instrumentOption(text: string | undefined): InstrumentId | undefined {
  if (text === undefined) return undefined
  if (!INSTRUMENT.test(text))
    throw new InputError({
      field: '--instrument',
      value: text || '(empty)',
      remedy: 'use EXCHANGE:BASE/QUOTE, such as binance:BTC/USDT',
    })
  return text as InstrumentId
}

export function kindOption(text: string | undefined): RecordedKind {
  const kind = choiceOption('--kind', text, RECORDED_KINDS)
  if (kind === undefined)
    throw new InputError({ field: '--kind', value: 'missing', remedy: `use one of ${RECORDED_KINDS.join(', ')}` })
  return kind
}

export const dataFolder = (text: string | undefined): string => resolve(text ?? defaultDataDir('default'))
