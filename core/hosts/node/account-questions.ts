import type { WhyRow } from '../../contract/index.ts'
import { type Environment, toWire } from '../../domain/index.ts'
import { type BreakdownBy, breakdownOf } from '../../performance/index.ts'
import { historyOf } from '../../journal/index.ts'
import type { LotMethod, LotScope } from '../../portfolio/index.ts'
import { storyIn } from '../../services/trader/index.ts'
import { journalFile, openJournal, readAccount } from './commands/account-file.ts'
import { withRecordedPrices } from './commands/recorded-prices.ts'
import { taxLots } from './commands/tax-lots.ts'

export interface AccountPlace {
  /** Of the data folder. */
  readonly data: string
  readonly environment: Environment
}

/** What can be asked of an account besides what its trader answers; plain data, so that it crosses a thread's border. */
export type AccountQuestion = { readonly environment?: Environment } & (
  | { readonly about: 'tax-lots'; readonly method: LotMethod; readonly scope: LotScope; readonly year?: number }
  | { readonly about: 'breakdown'; readonly by: BreakdownBy }
  | { readonly about: 'why'; readonly id: string }
)

/** Throws InputError for an id that the journal does not know. */
export function answerWhy({ data, environment }: AccountPlace, id: string): WhyRow {
  const journal = openJournal(journalFile({ data, environment }))
  try {
    return storyIn(journal, id)
  } finally {
    journal.close()
  }
}

/** Throws InputError for a folder without an account. */
export async function answerAccount(place: AccountPlace, question: AccountQuestion): Promise<unknown> {
  const asked = { ...place, environment: question.environment ?? place.environment }
  if (question.about === 'why') return answerWhy(asked, question.id)
  const record = readAccount(asked)
  if (question.about === 'breakdown') return toWire(breakdownOf(historyOf(record), question.by))
  return toWire(await withRecordedPrices(record, place.data, (priceOf) => taxLots(record, question, priceOf)))
}
