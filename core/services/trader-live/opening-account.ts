import { add, InputError, type Instrument, type Money, required, ZERO_MONEY } from '../../domain/index.ts'
import { type Journal, type LiveVenue, VenueReadError } from '../../ports/index.ts'

/**
 * What the account is opened with: of the markets' quote currency what the venue holds at the first opening ever; all
 * else it holds comes up as differences. Throws InputError when the account cannot be read.
 */
export async function openingAccount(
  { account }: LiveVenue,
  journal: Pick<Journal, 'lastSequence'>,
  instruments: readonly Instrument[],
  keys: string,
): Promise<{ readonly currency: string; readonly cash: Money }> {
  const currency = required(instruments[0], 'a venue is opened with markets').quote
  // A journal that was begun knows its cash.
  if (journal.lastSequence() > 0) return { currency, cash: ZERO_MONEY }
  try {
    const held = (await account.balances()).find(({ asset }) => asset === currency)
    return { currency, cash: held === undefined ? ZERO_MONEY : add(held.free, held.locked) }
  } catch (error) {
    if (!(error instanceof VenueReadError)) throw error
    const remedy = `cannot read the account: ${error.message} (${error.code}); check the keys at the exchange`
    throw new InputError({ field: 'keys', value: keys, remedy })
  }
}
