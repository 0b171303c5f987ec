interface RuleWords {
  readonly title: string
  /** What it guards against, in one sentence. */
  readonly about: string
}

const WORDS: Readonly<Record<string, RuleWords>> = {
  'trading-active': { title: 'Trading active', about: 'Nothing enters while trading is halted; exits always may.' },
  armed: { title: 'Armed', about: 'One account trades at a time, and real money only after a person said so.' },
  reconciled: { title: 'Books agree', about: 'While our books and the venue’s differ nobody knows what an entry would add to.' },
  'journal-writable': { title: 'Journal written', about: 'An intent that is not durable must not leave.' },
  'market-data-writable': { title: 'Recorder written', about: 'What cannot be recorded cannot be explained afterwards.' },
  clock: { title: 'Venue clock', about: 'Our clock against the venue’s: beyond the limit ages and expiries mean nothing.' },
  exposure: { title: 'Total exposure', about: 'All positions and working buys, at worst case, against equity.' },
  'max-exposure': { title: 'Total exposure', about: 'Every market together, with this order.' },
  'max-position': { title: 'Position size', about: 'One market, with this order.' },
  'asset-exposure': { title: 'Asset exposure', about: 'One asset over all its markets and venues.' },
  'venue-exposure': { title: 'Venue exposure', about: 'All that is held at one venue: what is lost with it when it fails.' },
  'correlated-exposure': { title: 'Correlated exposure', about: 'This market and others by how much they move with it.' },
  'max-drawdown': { title: 'Drawdown', about: 'Fall from the highest equity so far.' },
  'max-daily-loss': { title: 'Daily loss', about: 'Fall since 00:00 UTC.' },
  'consecutive-losses': { title: 'Losses in a row', about: 'Closed trades with a loss, one after the other.' },
  'reject-storm': { title: 'Rejects', about: 'A venue that refuses one order after another knows something that we do not.' },
  'unknown-outcomes': { title: 'Unknown outcomes', about: 'Orders whose answer did not come back, within the window.' },
  'unresolved-order': { title: 'Oldest unknown order', about: 'How long the oldest order of unknown outcome has been one.' },
  'order-rate': { title: 'Order rate', about: 'Orders sent in the last minute.' },
  'open-orders': { title: 'Open orders', about: 'Orders that wait at the venue.' },
  'duplicate-order': {
    title: 'Not a duplicate',
    about: 'The same market, side and size twice within moments is one order sent twice.',
  },
  'fresh-price': { title: 'Fresh price', about: 'No entry is made on an old price.' },
  'fresh-book': { title: 'Fresh book', about: 'No entry is made on an old book.' },
  'no-open-gap': { title: 'No open gap', about: 'Missing market data in the look-back blocks an entry.' },
  spread: { title: 'Spread', about: 'A wide spread makes an entry dear at once.' },
  'price-collar': { title: 'Price collar', about: 'How far the order’s price may be from the middle of the market.' },
  precision: { title: 'Precision', about: 'Sizes and prices must be on the market’s steps.' },
  'minimum-size': { title: 'Minimum size', about: 'What the venue asks of an order at least.' },
  'available-cash': { title: 'Available cash', about: 'The order and its fee, against what no other order has reserved.' },
  'available-quantity': { title: 'Available quantity', about: 'What is held and not promised to other sales.' },
}

/** `max-daily-loss` reads as `Daily loss`; a code that nobody wrote words for as `Max daily loss`. */
export function ruleTitle(code: string): string {
  const known = WORDS[code]
  if (known !== undefined) return known.title
  const words = code.replace(/[-_]/g, ' ').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export const ruleAbout = (code: string): string => WORDS[code]?.about ?? ''

const RESETS: Readonly<Record<string, string>> = {
  'max-drawdown': 'Re-arming makes the equity of that moment the new peak.',
  'max-daily-loss': 'Counts anew at 00:00 UTC; once tripped, from the equity at which you re-arm.',
  'consecutive-losses': 'A winning trade or re-arming starts the count anew.',
  'reject-storm': 'Rejects are forgotten after their window; once tripped, when you re-arm.',
  'unknown-outcomes': 'Forgotten after their window; once tripped, when you re-arm.',
  'unresolved-order': 'Ends when the order’s outcome is known; once tripped, re-arm after that.',
}

/** When a breaker stops counting what it counted. */
export const resetOf = (code: string): string => RESETS[code] ?? 'Stays until you re-arm.'

const CAUSES: Readonly<Record<string, string>> = {
  kill: 'Kill switch',
  unattended: 'Nobody is there',
}

/** What halted trading, by its code. */
export const haltCause = (code: string): string => CAUSES[code] ?? ruleTitle(code)
