/** Shown wherever the demo market is shown: what is recorded and what is simulated. */
export const DEMO_MARKET_NOTICE =
  'Demo market: order books and trades are simulated around recorded one-minute candles; no order leaves this machine.'
export const DEMO_RECORDING_NOTICE =
  'Demo recording: eleven recorded minutes of Binance spot BTCUSDT in a loop, times shifted to now; no order leaves this machine.'
export const DEMO_STILL_NOTICE =
  'Demo market that stands still until it is moved: its order book is simulated; no order leaves this machine.'
