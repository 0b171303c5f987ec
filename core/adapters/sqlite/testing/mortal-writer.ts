/**
 * Writes facts until it is killed: `node mortal-writer.ts FILE FIRST`. Each number is said on stdout
 * after the facts up to it are acknowledged. In between it packs and tidies, to be killed there too.
 */
import { writeSync } from 'node:fs'
import { exchangeId, instrumentId, millis, price, quantity } from '../../../domain/index.ts'
import { sqliteMarketStore } from '../market-store.ts'

const [, , file = '', first = '1'] = process.argv
const instrument = instrumentId(exchangeId('binance'), 'BTC/USDT')
const store = sqliteMarketStore(file, {
  bars: { fromTrades: () => [], fromBars: () => undefined },
  damaged: ({ reason }) => {
    throw new Error(reason)
  },
})
const level = { price: price('61800.25'), quantity: quantity('0.125') }
const BATCH = 20
const FAR = 10 ** 13

for (let number = Number(first), turn = 0; ; number += BATCH, turn += 1) {
  const numbers = Array.from({ length: BATCH }, (_, index) => number + index)
  store.write(
    numbers.flatMap((each) => {
      const times = { instrument, exchangeTime: millis(each), receivedTime: millis(each) }
      return [
        { kind: 'trade', ...times, id: String(each), ...level, aggressor: 'buy' },
        { kind: 'book-snapshot', ...times, sequence: each, bids: [level, level, level], asks: [level] },
      ] as const
    }),
  )
  writeSync(1, `${String(number + BATCH - 1)}\n`)
  if (turn % 3 === 2) store.pack(millis(FAR))
  if (turn % 5 === 4) store.tidy()
}
