import type { SequenceRule, VenueFact, VenueMapper } from '../contract.ts'
import { isObject, parseJson } from '../guards.ts'
import { scanned } from '../scan/scanned.ts'
import { krakenChecksum } from './checksum.ts'
import { CONTROL, malformed } from './facts.ts'
import { krakenGrammar } from './grammar.ts'
import { unifiedKrakenSymbol } from './symbols.ts'
import { versionOneFacts } from './version-1.ts'
import { quoteDecimals, versionTwoFacts } from './version-2.ts'

/** Kraken numbers no update: its facts say so, and the checksum decides. */
const unnumbered: SequenceRule = {
  classify: () => 'next',
  missing: (last) => ({ start: last + 1, end: last + 1 }),
}

function factsOf(text: string): readonly VenueFact[] {
  // The first version quotes its decimals itself and sends data as lists.
  const message = parseJson(text.startsWith('[') ? text : quoteDecimals(text))
  if (Array.isArray(message)) return versionOneFacts(message)
  if (!isObject(message)) return [malformed(message === undefined ? 'not-json' : 'not-an-object')]
  if ('channel' in message || 'method' in message) return versionTwoFacts(message)
  // Status, heartbeats and answers of the first version; REST replies.
  return [
    typeof message['event'] === 'string' || 'result' in message || 'error' in message ? CONTROL : malformed('unknown-message'),
  ]
}

/**
 * Kraken's public feeds, version 1 (lists) and version 2 (objects), told apart frame by frame. Both
 * name markets as version 2 does.
 */
export const createKrakenMapper = (): VenueMapper => ({
  exchange: 'kraken',
  sequence: unnumbered,
  snapshots: 'stream',
  checksum: krakenChecksum,
  contiguousTradeIds: () => false,
  map: scanned(krakenGrammar(), ({ text }, emit) => {
    for (const fact of factsOf(text)) emit(fact)
  }),
  symbolOf: unifiedKrakenSymbol,
  keyOf: ({ symbol }) => symbol,
})
