import { describe, expect, it } from 'vitest'
import type { OrderPreview } from '../../../core/contract/index.ts'
import { type Confirming, CONFIRM_WITHIN, DOUBLED, type FrictionStep } from '../../friction/index.ts'
import { type Counted, TicketPress, type TicketPressOptions } from './ticket-press.ts'

const FIGURES: OrderPreview = { quantity: '1', checks: [], allowed: true }

function bench(step: FrictionStep, count: () => Promise<Counted> = () => Promise.resolve({ figures: FIGURES })) {
  let now = 10_000
  let confirming: Confirming | undefined
  const sent: (OrderPreview | undefined)[] = []
  const press = new TicketPress()
  const options: TicketPressOptions = {
    now: () => now,
    count,
    weigh: () => step,
    confirming: () => confirming,
    confirm: (next) => {
      confirming = next
    },
    send: (figures) => {
      sent.push(figures)
      return Promise.resolve()
    },
  }
  return {
    sent,
    wait: (ms: number) => {
      now += ms
    },
    press: (key = 'k') => press.press(options, { key, figures: undefined }),
    held: () => press.held(options, undefined),
  }
}

describe('the button of the ticket', () => {
  it('sends a small order once, however fast it is pressed twice', async () => {
    const b = bench('send')
    const both = [b.press(), b.press()]
    expect(await Promise.all(both)).toEqual(['sent', 'ignored'])
    b.wait(DOUBLED - 1)
    expect(await b.press()).toBe('ignored')
    b.wait(1)
    expect(await b.press()).toBe('sent')
    expect(b.sent).toHaveLength(2)
  })

  it('tells first what a larger one does, and sends it at a second press that is one', async () => {
    const b = bench('ask')
    expect(await b.press()).toBe('asked')
    expect(await b.press()).toBe('asked')
    expect(b.sent).toEqual([])
    b.wait(DOUBLED)
    expect(await b.press()).toBe('sent')
    expect(b.sent).toEqual([FIGURES])
  })

  it('asks anew once anything of the order changed or too much time went by', async () => {
    const b = bench('ask')
    await b.press('a')
    b.wait(1_000)
    expect(await b.press('b')).toBe('asked')
    b.wait(CONFIRM_WITHIN + 1)
    expect(await b.press('b')).toBe('asked')
    expect(b.sent).toEqual([])
  })

  it('sends a large one only when it was held', async () => {
    const b = bench('hold')
    expect(await b.press()).toBe('hold')
    b.wait(1_000)
    expect(await b.press()).toBe('hold')
    expect(b.sent).toEqual([])
    await b.held()
    expect(b.sent).toHaveLength(1)
  })

  it('sends nothing that is refused before', async () => {
    const b = bench('send', () => Promise.resolve('refused'))
    expect(await b.press()).toBe('refused')
    await b.held()
    expect(b.sent).toEqual([])
  })
})
