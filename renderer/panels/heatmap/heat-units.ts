/** Decimal text as a whole number of 10^-places; undefined where a double cannot hold it exactly. */
export function toUnits(text: string, places: number): number | undefined {
  const point = text.indexOf('.')
  const fraction = point < 0 ? '' : text.slice(point + 1)
  if (fraction.length > places) return undefined
  const units = Number((point < 0 ? text : text.slice(0, point)) + fraction + '0'.repeat(places - fraction.length))
  return Number.isSafeInteger(units) ? units : undefined
}

/** The shortest text of so many units: what {@link toUnits} read. */
export function fromUnits(units: number, places: number): string {
  if (places === 0) return String(units)
  const digits = String(units).padStart(places + 1, '0')
  let end = digits.length
  while (end > digits.length - places && digits.charCodeAt(end - 1) === 48) end -= 1
  const whole = digits.slice(0, digits.length - places)
  return end === digits.length - places ? whole : `${whole}.${digits.slice(digits.length - places, end)}`
}
