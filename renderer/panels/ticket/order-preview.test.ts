import { describe, expect, it } from 'vitest'
import type { OrderPreview } from '../../../core/contract/index.ts'
import { ManualClock } from '../../dev/manual-clock.ts'
import { EMPTY_TICKET } from '../../stores/index.ts'
import { draftCommand } from './draft-command.ts'
import { complainedFields, complaintOf, isComplete, type PreviewDraft, Previewer, type PreviewState } from './order-preview.ts'

const ANSWER: OrderPreview = { quantity: '2.5', price: '100', notional: '250', fee: '0.25', checks: [], allowed: true }
const draftOf = (quantity: string): PreviewDraft =>
  draftCommand('binance:BTC/USDT', { ...EMPTY_TICKET, type: 'market', quantity })

function bench() {
  const clock = new ManualClock()
  const asked: { draft: PreviewDraft; answer: (preview: OrderPreview) => void; fail: (error: Error) => void }[] = []
  const shown: PreviewState[] = []
  const previewer = new Previewer({
    clock,
    ask: (draft) =>
      new Promise((answer, fail) => {
        asked.push({ draft, answer, fail })
      }),
    show: (state) => {
      shown.push(state)
    },
  })
  return { clock, asked, shown, previewer }
}

describe('the preview of an order', () => {
  it('asks once for a burst of typing, with the last draft', async () => {
    const { clock, asked, previewer } = bench()
    for (const quantity of ['2', '2.', '2.5']) {
      previewer.want(draftOf(quantity))
      await clock.advance(100)
    }
    expect(asked).toHaveLength(0)
    await clock.advance(60)
    expect(asked.map(({ draft }) => draft)).toEqual([draftOf('2.5')])
  })

  it('drops the answer to an earlier draft', async () => {
    const { clock, asked, shown, previewer } = bench()
    previewer.want(draftOf('2'))
    await clock.advance(200)
    previewer.want(draftOf('3'))
    asked[0]?.answer(ANSWER)
    await clock.advance(0)
    expect(shown.map(({ phase }) => phase)).toEqual(['asking', 'asking'])
    await clock.advance(200)
    asked[1]?.answer(ANSWER)
    await clock.advance(0)
    expect(shown.at(-1)).toEqual({ phase: 'ready', preview: ANSWER })
  })

  it('says nothing more once it was stopped or the draft is incomplete', async () => {
    const { clock, asked, shown, previewer } = bench()
    previewer.want(draftOf('2'))
    await clock.advance(200)
    previewer.want(undefined)
    asked[0]?.answer(ANSWER)
    await clock.advance(5_000)
    expect(shown.at(-1)).toEqual({ phase: 'idle' })
    expect(asked).toHaveLength(1)
  })

  it('asks again while the draft stands, since costs move with the market', async () => {
    const { clock, asked, previewer } = bench()
    previewer.want(draftOf('2'))
    await clock.advance(200)
    asked[0]?.answer(ANSWER)
    await clock.advance(2_100)
    expect(asked).toHaveLength(2)
  })

  it('pins a complaint to the field that caused it', async () => {
    const { clock, asked, shown, previewer } = bench()
    previewer.want(draftOf('abc'))
    await clock.advance(200)
    asked[0]?.fail(new Error('quantity: "a: b": expected a quantity above zero'))
    await clock.advance(0)
    expect(shown.at(-1)).toEqual({ phase: 'invalid', field: 'quantity', remedy: 'expected a quantity above zero' })
  })

  it('keeps a lost connection apart from a complaint', () => {
    expect(complaintOf('limitPrice: missing: a limit order needs one')).toEqual({
      field: 'price',
      remedy: 'a limit order needs one',
    })
    expect(complaintOf('no answer from preview: time ran out')).toBeUndefined()
  })

  it('needs a price only where the order type has one', () => {
    expect(isComplete({ ...EMPTY_TICKET, type: 'limit', quantity: '1' })).toBe(false)
    expect(isComplete({ ...EMPTY_TICKET, type: 'limit', quantity: '1', price: '9' })).toBe(true)
    expect(isComplete({ ...EMPTY_TICKET, type: 'market', quantity: '1' })).toBe(true)
  })

  it.each([
    ['sizeBy: 10 USDT: it comes to less than the smallest order; give more', 'market', 'quantity'],
    ['sizeBy.value: "x": expected an amount of money', 'market', 'quantity'],
    ['stop: missing: a size by risk is counted from the stop', 'market', 'stop'],
    ['stopPrice: 98: the ask is 100, so it would go at once; give one above the ask', 'stop', 'price'],
    ['stopPrice: 98: the ask is 100, so it would go at once; give one above the ask', 'stop-limit', 'trigger'],
    ['trail: "9": expected a fraction below one', 'limit', 'trail'],
    ['displayQuantity: 2: give less than the quantity of 1, or leave it out', 'limit', 'display'],
    ['schedule.duration: 9999: give at least 10000 ms for 10 slices', 'limit', 'minutes'],
    ['schedule.slices: null: expected a whole number of slices', 'limit', 'slices'],
    ['timeInForce: FOK: a market order takes GTC or IOC', 'market', 'options'],
  ] as const)('pins %s of a %s to %s, with what would do', (message, type, field) => {
    const complaint = complaintOf(message, type)
    expect(complaint?.field).toBe(field)
    expect(message.endsWith(complaint?.remedy ?? '-')).toBe(true)
    const preview = { ...ANSWER, allowed: false, code: 'x', message }
    expect(complainedFields({ phase: 'ready', preview }, type)).toEqual([field])
  })

  it('marks the field that a failing rule is about', () => {
    const checks = [
      { code: 'max-position', measured: '30 %', limit: '20 %', passed: false },
      { code: 'not-halted', measured: 'halted', limit: 'active', passed: false },
      { code: 'price-collar', measured: '1', limit: '2', passed: true },
    ]
    expect(complainedFields({ phase: 'ready', preview: { ...ANSWER, checks } }, 'limit')).toEqual(['quantity'])
  })

  it('answers at once when it is asked for now, and what is older is dropped', async () => {
    const { clock, asked, shown, previewer } = bench()
    previewer.want(draftOf('2'))
    const answer = previewer.now(draftOf('3'))
    expect(asked.map(({ draft }) => draft)).toEqual([draftOf('3')])
    asked[0]?.answer(ANSWER)
    expect(await answer).toEqual({ phase: 'ready', preview: ANSWER })
    await clock.advance(300)
    expect(shown.at(-1)).toEqual({ phase: 'ready', preview: ANSWER })
    expect(asked).toHaveLength(1)
    previewer.stop()
  })
})
