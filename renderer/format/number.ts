import { MISSING } from './decimal-text.ts'

/** A signed percentage for the eye: how far `to` lies from `from`; missing when either is. */
export function changeLossy(from: string | undefined, to: string | undefined): number | undefined {
  if (from === undefined || to === undefined) return undefined
  const start = Number(from)
  return start > 0 ? Number(to) / start - 1 : undefined
}

export function formatPercent(ratio: number | undefined, decimals = 2): string {
  if (ratio === undefined || !Number.isFinite(ratio)) return MISSING
  const text = (Math.abs(ratio) * 100).toFixed(decimals)
  return `${Number(text) === 0 ? '' : ratio < 0 ? '-' : '+'}${text}%`
}

export const formatBasisPoints = (ratio: number | undefined): string =>
  ratio === undefined || !Number.isFinite(ratio) ? MISSING : `${ratio > 0 ? '+' : ''}${(ratio * 10_000).toFixed(1)} bp`

/** A share for the eye; missing when either is, or when there is nothing to share. */
export function ratioLossy(part: string | undefined, whole: string | undefined): number | undefined {
  if (part === undefined || whole === undefined) return undefined
  return Number(whole) > 0 ? Number(part) / Number(whole) : undefined
}

/** 0 to 1 as percent without a sign. */
export const formatShare = (share: number, decimals = 0): string => `${(share * 100).toFixed(decimals)}%`

/** A computed feature: enough digits to compare, no more. */
export function formatFeature(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return 'missing'
  const size = Math.abs(value)
  if (size !== 0 && size < 0.001) return value.toExponential(2)
  return value.toLocaleString('en-US', { maximumFractionDigits: size >= 1_000 ? 1 : size >= 10 ? 2 : 4 })
}

export function formatMillis(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return MISSING
  return `${value.toFixed(Math.abs(value) < 9.95 ? 1 : 0)} ms`
}

/** How far one clock is from another: always signed, whole milliseconds, seconds from ten on. */
export function formatOffset(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return MISSING
  if (Math.abs(value) >= 10_000) return `${value > 0 ? '+' : ''}${(value / 1_000).toFixed(1)} s`
  const whole = Math.round(value)
  return whole === 0 ? '0 ms' : `${whole > 0 ? '+' : ''}${formatCount(whole)} ms`
}

export function formatBytes(value: number): string {
  return value >= 1e9 ? `${(value / 1e9).toFixed(2)} GB` : `${(value / 1e6).toFixed(0)} MB`
}

export const formatCount = (value: number): string => Math.round(value).toLocaleString('en-US')
