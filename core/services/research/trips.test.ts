import { expect, it } from 'vitest'
import type { BacktestTrade } from './backtest-report.ts'
import { tripsOf } from './trips.ts'

const trade = (time: number, side: 'buy' | 'sell', price: string, reason: BacktestTrade['reason'] = 'signal') =>
  ({ time, side, price, quantity: '0.3', fee: '0.01', reason }) as BacktestTrade

it('closed trades are exact to the last digit, name how they ended, and leave out what is still open', () => {
  const trades = [
    trade(1, 'buy', '100.1'),
    trade(4, 'sell', '100.2', 'target'),
    trade(5, 'buy', '100'),
    { ...trade(6, 'sell', '90'), quantity: '0.1' },
    { ...trade(8, 'sell', '80', 'stop'), quantity: '0.2' },
    trade(9, 'buy', '70'),
  ]
  expect(tripsOf({ trades })).toEqual([
    { entryTime: 1, exitTime: 4, profit: '0.01', return: expect.closeTo(0.01 / 30.04, 12) as number, exit: 'target' },
    { entryTime: 5, exitTime: 8, profit: '-5.03', return: expect.closeTo(-5.03 / 30.01, 12) as number, exit: 'stop' },
  ])
})

it('funding goes to the trade that was open when it was due, and to none while nothing was held', () => {
  const payment = (time: number, amount: string) => ({ time, amount }) as never
  const trades = [trade(1, 'buy', '100'), trade(4, 'sell', '100'), trade(6, 'buy', '100'), trade(9, 'sell', '100')]
  const funding = { total: '0', payments: [payment(0, '5'), payment(4, '-1'), payment(5, '7'), payment(7, '0.5')] }
  expect(tripsOf({ trades, funding }).map(({ profit }) => profit)).toEqual(['-1.02', '0.48'])
})
