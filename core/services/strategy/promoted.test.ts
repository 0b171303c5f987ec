import { describe, expect, it } from 'vitest'
import { countedIds } from '../../adapters/memory/index.ts'
import { type ConfigInput, parseConfig } from '../../contract/index.ts'
import { BTC, candleAt, instrumentOf } from '../../testing/market-facts.ts'
import type { PromotedStrategies } from '../streams/index.ts'
import { StrategyRunner } from './index.ts'
import { PromotedAtWork } from './promoted.ts'

const ETH = instrumentOf('ETH/USDT')
const above = (constant: number): string =>
  JSON.stringify({
    version: 1,
    timeframe: '1m',
    entry: { is: 'above', left: { price: 'close' }, right: { constant } },
    exit: { is: 'below', left: { price: 'close' }, right: { constant } },
    stop: 0.02,
    fraction: 0.5,
  })
const promoted = (strategy: string, instrument = BTC.id, rule = above(100)): PromotedStrategies[number] => ({
  strategy,
  instrument,
  timeframe: '1m',
  rule,
})

function setUp(strategies: ConfigInput['strategies'] = [{ strategy: 'ema-cross' }]) {
  const exchanges = [{ id: 'binance', symbols: ['BTC/USDT', 'ETH/USDT'] }]
  const runner = new StrategyRunner(parseConfig({ exchanges, strategies }), countedIds())
  runner.list([BTC, ETH])
  const troubles: string[] = []
  const atWork = new PromotedAtWork({ runner, onTrouble: (message) => troubles.push(message) })
  let minute = 0
  const close = (value: number): void => {
    for (const { id } of [BTC, ETH])
      runner.onMarketEvent(candleAt(minute * 60_000, { open: value, high: value, low: value, close: value, volume: 1 }, '1m', id))
    minute += 1
  }
  const markets = (id: string) => runner.instancesOf(id).map(({ instrument, steps }) => [instrument, steps])
  return { runner, atWork, troubles, close, markets }
}

describe('found strategies at work', () => {
  it('vote on the markets they were found for, and on no other', () => {
    const { runner, atWork, close, markets } = setUp()
    atWork.update([promoted('rule-a'), promoted('rule-b'), promoted('rule-b', ETH.id)])
    close(101)
    expect(markets('rule-a')).toEqual([[BTC.id, 1]])
    expect(markets('rule-b')).toEqual([
      [BTC.id, 1],
      [ETH.id, 1],
    ])
    const stances = runner.pipeline?.opinions(BTC.id).flatMap(({ strategy, stance }) => (strategy === 'rule-a' ? [stance] : []))
    expect(stances).toEqual(['long'])
    expect(atWork.catalog().map(({ id, origin, state }) => [id, origin, state])).toEqual([
      ['rule-a', 'generated', 'running'],
      ['rule-b', 'generated', 'running'],
    ])
  })

  it('go on undisturbed when the list is told again, leave when it no longer names them', () => {
    const { atWork, close, markets } = setUp()
    atWork.update([promoted('rule-a'), promoted('rule-b')])
    close(101)
    atWork.update([promoted('rule-b')])
    close(102)
    expect(markets('rule-a')).toEqual([])
    expect(markets('rule-b')).toEqual([[BTC.id, 2]])
    expect(atWork.catalog().map(({ id }) => id)).toEqual(['rule-b'])
    atWork.update([])
    expect(atWork.catalog()).toEqual([])
    expect(markets('ema-cross')).toHaveLength(2)
  })

  it('that cannot be read are told of, and stop no other', () => {
    const { atWork, troubles, close, markets } = setUp()
    atWork.update([promoted('rule-x', BTC.id, '{"version":9}'), promoted('rule-a')])
    close(101)
    expect(troubles).toHaveLength(1)
    expect(troubles[0]).toMatch(/the found strategy rule-x cannot work: .*version/)
    expect(markets('rule-a')).toEqual([[BTC.id, 1]])
  })

  it('come back when the markets are listed anew', () => {
    const { runner, atWork, close, markets } = setUp()
    atWork.update([promoted('rule-a', ETH.id)])
    runner.list([ETH, BTC, instrumentOf('SOL/USDT')])
    close(101)
    expect(markets('rule-a')).toEqual([[ETH.id, 1]])
  })
})
