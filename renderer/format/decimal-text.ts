export const MISSING = '–'

export interface DecimalFormat {
  /** Write `+` before positive values. */
  readonly sign?: boolean
  /** Thousands separators; on by default. */
  readonly group?: boolean
}

const TEXT = /^(-?)(\d+)(?:\.(\d+))?$/

const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ',')

/**
 * Decimal text at exactly `decimals` places, rounded half away from zero, digits never lost before
 * the point. Anything that is no decimal is shown as missing, never as zero.
 */
export function formatDecimal(text: string | undefined, decimals: number, options: DecimalFormat = {}): string {
  const match = text === undefined ? null : TEXT.exec(text)
  if (match === null) return MISSING
  const [, minus = '', whole = '0', fraction = ''] = match
  const kept = fraction.slice(0, decimals).padEnd(decimals, '0')
  let scaled = BigInt(whole + kept)
  if ((fraction.charCodeAt(decimals) || 48) >= 53) scaled += 1n
  const digits = scaled.toString().padStart(decimals + 1, '0')
  const head = decimals === 0 ? digits : digits.slice(0, -decimals)
  const tail = decimals === 0 ? '' : `.${digits.slice(-decimals)}`
  const sign = scaled === 0n ? '' : minus === '-' ? '-' : options.sign === true ? '+' : ''
  return `${sign}${options.group === false ? head : grouped(head)}${tail}`
}

/** Decimal text a hundred times as much, exactly; undefined for what is no decimal. */
function timesHundred(text: string): string | undefined {
  const match = TEXT.exec(text)
  if (match === null) return undefined
  const [, minus = '', whole = '0', fraction = ''] = match
  const padded = fraction.padEnd(2, '0')
  const head = (whole + padded.slice(0, 2)).replace(/^0+(?=\d)/, '')
  return `${minus}${head}${padded.length > 2 ? `.${padded.slice(2)}` : ''}`
}

/** A share as text, such as `0.034`, in percent. */
export function formatPercentText(share: string | undefined, decimals: number): string {
  const percent = share === undefined ? undefined : timesHundred(share)
  return percent === undefined ? MISSING : `${formatDecimal(percent, decimals)} %`
}

/** Percent as typed, `2.5`, as a fraction; text that is no decimal stays as it is. */
export function fractionOfPercent(text: string): string {
  const match = TEXT.exec(text)
  if (match === null) return text
  const [, minus = '', whole = '0', fraction = ''] = match
  const padded = whole.padStart(3, '0')
  return `${minus}${padded.slice(0, -2).replace(/^0+(?=\d)/, '')}.${padded.slice(-2)}${fraction}`
}

/** The percent that a fraction is, exactly and without zeros at the end: the inverse of {@link fractionOfPercent}. */
export function percentOfFraction(text: string): string {
  const percent = timesHundred(text) ?? text
  return percent.includes('.') ? percent.replace(/\.?0+$/, '') : percent
}

/** Which way a decimal text points; the second cue beside colour. */
export function signOf(text: string | undefined): -1 | 0 | 1 {
  if (text === undefined || !/[1-9]/.test(text)) return 0
  return text.startsWith('-') ? -1 : 1
}

const SUFFIXES = [
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const

/** Sizes: exact below a thousand, then k, M, B with two decimals. Show the full text on hover. */
export function compactDecimal(text: string | undefined, decimals: number): string {
  if (text === undefined || !TEXT.test(text)) return MISSING
  const value = Number(text)
  for (const [unit, suffix] of SUFFIXES) {
    if (Math.abs(value) >= unit) return `${(value / unit).toFixed(2)}${suffix}`
  }
  return formatDecimal(text, decimals)
}

/** Decimals needed to write a multiple of `step`, such as a tick size. */
export function decimalsOfText(step: string): number {
  const point = step.indexOf('.')
  return point < 0 ? 0 : step.slice(point + 1).replace(/0+$/, '').length
}
