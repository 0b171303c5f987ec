import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { overlap, placeBeside } from './placement.ts'

const AREA = { x: 0, y: 40, width: 1_440, height: 838 }
const CARD = { width: 300, height: 200 }

describe('the place of a coach mark', () => {
  it('is beside its anchor, left before right, and level with its top', () => {
    expect(placeBeside({ x: 1_100, y: 100, width: 340, height: 400 }, CARD, AREA)).toMatchObject({ x: 790, y: 100 })
    expect(placeBeside({ x: 0, y: 60, width: 260, height: 400 }, CARD, AREA)).toMatchObject({ x: 270, y: 60 })
  })

  it('is within the area and covers nothing of an anchor that leaves room on any side', () => {
    const anchors = fc.record({
      x: fc.integer({ min: 0, max: 1_300 }),
      y: fc.integer({ min: 40, max: 800 }),
      width: fc.integer({ min: 20, max: 700 }),
      height: fc.integer({ min: 20, max: 800 }),
    })
    fc.assert(
      fc.property(anchors, (anchor) => {
        const card = placeBeside(anchor, CARD, AREA)
        expect(card.x).toBeGreaterThanOrEqual(AREA.x)
        expect(card.y).toBeGreaterThanOrEqual(AREA.y)
        expect(card.x + card.width).toBeLessThanOrEqual(AREA.x + AREA.width)
        expect(card.y + card.height).toBeLessThanOrEqual(AREA.y + AREA.height)
        const left = anchor.x >= 310
        const right = anchor.x + anchor.width + 310 <= AREA.width
        if (left || right) expect(overlap(card, anchor)).toBe(0)
      }),
    )
  })

  it('stays in the area where the anchor leaves no room at all, as on a small window', () => {
    const area = { x: 0, y: 80, width: 720, height: 348 }
    const card = placeBeside({ x: 0, y: 80, width: 720, height: 348 }, CARD, area)
    expect(card.x + card.width).toBeLessThanOrEqual(720)
    expect(card.y + card.height).toBeLessThanOrEqual(428)
  })
})
