import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCommand, parseTicket } from '../../../core/contract/index.ts'
import { ORDER_KINDS, ORDER_TYPES } from '../../../core/domain/index.ts'
import { fractionOfPercent, percentOfFraction } from '../../format/index.ts'
import { EMPTY_TICKET, type TicketDraft, type TicketType } from '../../stores/workspace.ts'
import { draftCommand, draftPreview, draftSentence, hasTrigger } from './draft-command.ts'

const BTC = 'x:BTC/USDT'
const full: TicketDraft = {
  ...EMPTY_TICKET,
  quantity: '0.5',
  price: '97,000.10',
  trigger: '97500',
  stop: '96000',
  target: '99000',
  trail: '2.5',
  postOnly: true,
  reduceOnly: true,
  timeInForce: 'FOK',
  sending: 'iceberg',
  display: '0.1',
}

describe.each(ORDER_TYPES)('a ticket of type %s', (type: TicketType) => {
  const kind = ORDER_KINDS[type]

  it('sends the prices that its kind has and no others, whatever else is typed', () => {
    const command = draftCommand(BTC, { ...full, type })
    expect(command.limitPrice).toBe(kind.limitPrice ? '97000.10' : undefined)
    expect(command.stopPrice).toBe(kind.stopPrice ? (hasTrigger(type) ? '97500' : '97000.10') : undefined)
    expect(command.displayQuantity).toBe(type === 'limit' ? '0.1' : undefined)
    expect(kind.timesInForce).toContain(command.timeInForce)
  })

  it('is a command that the trader`s schema takes, on either side and by every way to place it', () => {
    for (const side of ['buy', 'sell'] as const)
      for (const sending of ['whole', 'iceberg', 'twap'] as const)
        for (const timeInForce of ['GTC', 'IOC', 'FOK'] as const) {
          const parsed = parseCommand({ ...draftCommand(BTC, { ...full, type, side, sending, timeInForce }), id: 'x' })
          expect(parsed.ok ? '' : parsed.error).toBe('')
        }
  })
})

describe('a ticket', () => {
  it('is post-only and an iceberg only where it rests, and goes in slices only where nothing is waited for', () => {
    const rests = { ...full, type: 'limit', timeInForce: 'GTC' } as const
    expect(draftCommand(BTC, { ...rests, sending: 'whole' })).toMatchObject({ postOnly: true })
    expect(draftCommand(BTC, { ...rests, sending: 'whole', timeInForce: 'IOC' })).not.toHaveProperty('postOnly')
    expect(draftCommand(BTC, { ...full, type: 'limit' })).toMatchObject({
      displayQuantity: '0.1',
      timeInForce: 'GTC',
      postOnly: true,
    })
    const twap = { ...full, sending: 'twap', slices: '12', minutes: '1.5' } as const
    expect(draftCommand(BTC, { ...twap, type: 'market' })).toMatchObject({
      schedule: { kind: 'twap', slices: 12, duration: 90_000 },
    })
    expect(draftCommand(BTC, { ...twap, type: 'stop' })).not.toHaveProperty('schedule')
  })

  it('sets stop, target and trail with a purchase and reduces with a sale', () => {
    expect(draftCommand(BTC, full)).toMatchObject({ stop: '96000', target: '99000', trail: '0.025', reduceOnly: false })
    const sale = draftCommand(BTC, { ...full, side: 'sell' })
    expect(sale).toMatchObject({ reduceOnly: true })
    for (const field of ['stop', 'target', 'trail']) expect(sale).not.toHaveProperty(field)
  })

  it('asks about a size that is no amount as it was typed, and sends what the trader made of it', () => {
    for (const sizing of ['money', 'percent', 'risk', 'risk-percent'] as const) {
      const ticket = { ...full, type: 'limit', sizing, quantity: ' 1,000 ' } as const
      const question = draftPreview(BTC, ticket)
      expect(question).toMatchObject({ sizeBy: { kind: sizing, value: '1000' } })
      expect(question).not.toHaveProperty('quantity')
      expect(parseTicket({ ...question, id: 'p', sizeBy: { kind: sizing, value: '10' } }).ok).toBe(true)
      expect(draftCommand(BTC, ticket, '0.0123')).toMatchObject({ quantity: '0.0123' })
    }
    expect(draftPreview(BTC, full)).toMatchObject({ quantity: '0.5' })
  })

  it('says what it does in words', () => {
    const plain = { ...EMPTY_TICKET, quantity: '2', price: '5' }
    expect(draftSentence('BTC/USDT', { ...plain, type: 'stop' })).toBe('Buy 2 BTC at market once the ask is 5')
    expect(draftSentence('BTC/USDT', { ...plain, type: 'stop-limit', side: 'sell', trigger: '6' })).toBe(
      'Sell 2 BTC at 5 once the bid is 6',
    )
    expect(draftSentence('BTC/USDT', { ...plain, sizing: 'money' })).toBe('Buy … BTC at 5')
    expect(draftSentence('BTC/USDT', { ...plain, sizing: 'money' }, '0.4')).toBe('Buy 0.4 BTC at 5')
    expect(draftSentence('BTC/USDT', { ...plain, sending: 'twap' })).toBe('Buy 2 BTC at 5 in 10 slices over 30 min')
  })
})

describe('percent and fraction', () => {
  it('are each other, to the last digit', () => {
    expect([fractionOfPercent('2.5'), fractionOfPercent('0.05'), fractionOfPercent('150'), fractionOfPercent('x')]).toEqual([
      '0.025',
      '0.0005',
      '1.50',
      'x',
    ])
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 10n }), fc.integer({ min: 0, max: 8 }), (digits, decimals) => {
        const padded = digits.toString().padStart(decimals + 1, '0')
        const whole = decimals === 0 ? padded : `${padded.slice(0, -decimals)}.${padded.slice(-decimals)}`
        const plain = whole.includes('.') ? whole.replace(/\.?0+$/, '') : whole
        expect(percentOfFraction(fractionOfPercent(whole))).toBe(plain)
      }),
    )
  })
})
