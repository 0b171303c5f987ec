import { formatMoney, type Money, subtract } from '../../../domain/index.ts'

/** Below this is cut off: money has 24 decimals. */
const LAST = 10n ** 16n

/** For reading: an amount to 8 decimals, rounded toward zero; a dash for one that is unknown. */
export function amountText(value: Money | undefined): string {
  if (value === undefined) return '-'
  return formatMoney(subtract(value, (value % LAST) as Money))
}

/** Columns as wide as their widest cell; nothing for no rows. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return []
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)))
  return [head, ...rows].map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
}
