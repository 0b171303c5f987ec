export interface Rect {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const GAP = 10

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(value, most))

export const overlap = (a: Rect, b: Rect): number =>
  Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)) *
  Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y))

/**
 * Where a card explains an anchor without covering it: beside it, else above or below, inside `area` throughout.
 * Where the anchor leaves no room on any side, the corner in which it covers least.
 */
export function placeBeside(anchor: Rect, card: Pick<Rect, 'width' | 'height'>, area: Rect): Rect {
  const right = area.x + area.width - card.width
  const bottom = area.y + area.height - card.height
  const level = clamp(anchor.y, area.y, Math.max(area.y, bottom))
  const along = clamp(anchor.x, area.x, Math.max(area.x, right))
  const candidates: Rect[] = [
    { ...card, x: anchor.x - GAP - card.width, y: level },
    { ...card, x: anchor.x + anchor.width + GAP, y: level },
    { ...card, x: along, y: anchor.y - GAP - card.height },
    { ...card, x: along, y: anchor.y + anchor.height + GAP },
  ]
  const fits = ({ x, y }: Rect): boolean => x >= area.x && x <= right && y >= area.y && y <= bottom
  const beside = candidates.find(fits)
  if (beside !== undefined) return beside
  const corners = [
    { ...card, x: area.x, y: Math.max(area.y, bottom) },
    { ...card, x: Math.max(area.x, right), y: Math.max(area.y, bottom) },
    { ...card, x: area.x, y: area.y },
    { ...card, x: Math.max(area.x, right), y: area.y },
  ]
  return corners.reduce((best, corner) => (overlap(corner, anchor) < overlap(best, anchor) ? corner : best))
}
