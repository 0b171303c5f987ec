/**
 * Keys + the feed's markets -> the live trader: the engine, a journal of its own and a venue with real money.
 * Invariant: it starts disarmed; the account is only read until a person has passed the gate; keys arrive in one
 * message and leave in none; the books are never made to fit unasked.
 */
import { sqliteJournal } from '../../adapters/sqlite/journal.ts'
import { required } from '../../domain/index.ts'
import type { TradingEngine } from '../../engine/index.ts'
import type { LiveVenue } from '../../ports/index.ts'
import type { StartService } from '../runtime/index.ts'
import { type OpenStories, storiesHere } from '../trader/stories.ts'
import { startTrader } from '../trader/trader.ts'
import { AccountBooks } from './account-books.ts'
import { AccountDesk } from './account-desk.ts'
import { firstMarkets } from './first-markets.ts'
import { knownRecord } from './known-record.ts'
import { LinkWatch } from './link-watch.ts'
import { externalLog, liveApi } from './live-api.ts'
import { openAccount, PREFIX } from './open-account.ts'
import { openingAccount } from './opening-account.ts'
import { shadowOf } from './shadow.ts'
import { isDoubtful, tellPeople } from './tell-people.ts'

/** `openStories` says where stories are told. */
export const liveTrader =
  (openStories: OpenStories): StartService =>
  async (outer) => {
    const { clock, config, ids, redact } = outer
    const { live } = config
    const keys = await outer.keys
    const { markets, context } = firstMarkets(outer, keys.exchange)
    const instruments = await markets
    const file = `${config.dataDir}/live/journal.db`
    const journal = sqliteJournal(file)
    let opened: LiveVenue | undefined
    try {
      const { fills, wholeAt = clock.now() } = knownRecord(journal)
      let bound: TradingEngine | undefined
      const engine = (): TradingEngine => required(bound, 'the engine is there before it is asked for')
      const venue = (opened = await openAccount(context, { keys, instruments, fills, wholeAt, engine }))
      const tell = tellPeople(context)
      const external = externalLog()
      const shadow = shadowOf(context, venue, (id) => engine().state.instruments.get(id), tell)
      const disarm = (reason: string): void => {
        desk.disarm(reason)
      }
      const watch = new LinkWatch({ clock, patience: live.offlineDisarmMs, alert: tell, disarm })
      venue.onExternal(external.add)
      venue.onLink((link) => {
        watch.onLink(link)
      })
      const known = new Set(instruments.map(({ id }) => id))
      const trader = startTrader(context, {
        environment: 'live',
        source: 'trader-live',
        account: await openingAccount(venue, journal, instruments, keys.name),
        journal,
        stories: openStories(file),
        venue: shadow.venue,
        bind: (made) => {
          bound = made
        },
        trades: (instrument) => known.has(instrument),
        api: liveApi({ desk: () => desk, venue, external: external.rows, shadow, redact }),
        doubtful: () => engine().state.differences.filter(isDoubtful).length,
      })
      const { handle } = trader
      const { state } = engine()
      engine().onStep((_input, { events }) => {
        for (const event of events) if (event.type === 'FillRecorded') fills.add(event.fill.id)
        tell.step(events)
      })
      const { account } = venue
      const confirmAfter = live.confirmAfterMs
      const books = new AccountBooks({ account, state, instruments, fills, prefix: PREFIX, clock, confirmAfter, wholeAt })
      const { exchange } = keys
      const desk: AccountDesk = new AccountDesk({
        config,
        exchange,
        venue,
        books,
        engine: engine(),
        handle,
        clock,
        ids,
        alert: tell,
      })
      desk.start()
      return {
        stop: async () => {
          desk.stop()
          watch.stop()
          shadow.close()
          await venue.close()
          await trader.stop()
        },
      }
    } catch (error) {
      await opened?.close()
      journal.close()
      throw error
    }
  }

/** With nothing beside it. */
export const startLiveTrader: StartService = liveTrader(storiesHere)
