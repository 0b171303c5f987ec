import { join } from 'node:path'
import { sqliteMarketStore } from '../adapters/sqlite/index.ts'
import { DAY, millis } from '../domain/index.ts'
import type { MarketReader, RecordedFact, RecordedKind } from '../ports/index.ts'
import { RECORDED_KINDS } from '../ports/index.ts'
import { barRules, factsOf } from '../recording/index.ts'
import { BTC } from './market-facts.ts'
import { FIRST_DAY, gathered } from './recorded-facts.ts'

/** Writes a market database: `packed` rests in blocks afterwards, `loose` in rows. Returns the data folder. */
export function writeMarketDatabase(dir: string, packed: readonly RecordedFact[], loose: readonly RecordedFact[] = []): string {
  const store = sqliteMarketStore(join(dir, 'market.db'), {
    bars: barRules,
    damaged: ({ reason }) => {
      throw new Error(reason)
    },
  })
  store.write(packed)
  const muchLater = millis(FIRST_DAY + 40 * DAY)
  while (store.pack(muchLater) > 0);
  store.write(loose)
  store.close()
  return dir
}

/** Everything that a reader has of a market. */
export async function everything(reader: MarketReader): Promise<Readonly<Record<RecordedKind, readonly RecordedFact[]>>> {
  const range = { instrument: BTC.id, from: millis(FIRST_DAY - 9 * DAY), to: millis(FIRST_DAY + 60 * DAY) }
  const found: [RecordedKind, readonly RecordedFact[]][] = []
  for (const kind of RECORDED_KINDS) found.push([kind, await gathered(factsOf(reader, kind, range))])
  return Object.fromEntries(found) as Record<RecordedKind, readonly RecordedFact[]>
}
