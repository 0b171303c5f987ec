import { parseResearchRequest, type ResearchRequest, type SentinelConfig } from '../../contract/index.ts'
import { DAY, exchangeId, instrumentId, type Millis } from '../../domain/index.ts'

/** Markets that are searched where the configuration names none. */
const FIRST = 3

/** What the nightly run asks for: one search for each market, with the day as its seed, so that it can be repeated. */
export function nightlyRequests(config: SentinelConfig, now: Millis): readonly ResearchRequest[] {
  const { instruments, count, generations, days, feeBps, slippageBps, promote } = config.research
  const listed = config.exchanges.flatMap(({ id, symbols }) => symbols.map((symbol) => instrumentId(exchangeId(id), symbol)))
  return (instruments ?? listed.slice(0, FIRST)).map((instrument) =>
    parseResearchRequest({
      kind: 'generate',
      instrument,
      days,
      count,
      generations,
      seed: Math.floor(now / DAY),
      feeBps,
      slippageBps,
      promote,
    }),
  )
}
