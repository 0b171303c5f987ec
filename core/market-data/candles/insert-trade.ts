import { add, max, type Millis, millis, min, type Trade } from '../../domain/index.ts'
import { type Bar, isQuiet } from './bar.ts'

const isNumber = (id: string): boolean => /^\d+$/.test(id)

/** By the venue's time, then by number where trades are numbered; without numbers, in order of arrival. */
function isBefore(trade: Trade, time: Millis, id: string): boolean {
  if (trade.exchangeTime !== time) return trade.exchangeTime < time
  if (!isNumber(trade.id) || !isNumber(id)) return false
  return trade.id.length === id.length ? trade.id < id : trade.id.length < id.length
}

/** Puts a trade that came after its time where it belongs in a bar, which may have ended. */
export function insertTrade(bar: Bar, trade: Trade): void {
  const empty = isQuiet(bar)
  if (empty || isBefore(trade, bar.firstTime, bar.firstId)) {
    bar.open = trade.price
    bar.firstTime = trade.exchangeTime
    bar.firstId = trade.id
  }
  if (empty || !isBefore(trade, bar.exchangeTime, bar.lastId)) {
    bar.close = trade.price
    bar.exchangeTime = trade.exchangeTime
    bar.lastId = trade.id
  }
  bar.high = empty ? trade.price : max(bar.high, trade.price)
  bar.low = empty ? trade.price : min(bar.low, trade.price)
  bar.volume = add(bar.volume, trade.quantity)
  bar.trades += 1
  bar.receivedTime = millis(Math.max(bar.receivedTime, trade.receivedTime))
}
