import { openLiveVenue } from '../../adapters/ccxt/private/index.ts'
import { silentLogger } from '../../adapters/memory/index.ts'
import { systemClock, systemRandom } from '../../adapters/system/index.ts'
import { DEMO_ACCOUNT } from '../../demo/index.ts'
import { millis, Secret } from '../../domain/index.ts'
import type { LiveVenue } from '../../ports/index.ts'
import { BTC } from './frames.ts'

/** The live venue as the live trader opens it, at a demo exchange. */
export function openBenchLiveVenue(endpoint: string): Promise<LiveVenue> {
  return openLiveVenue({
    exchange: 'binance',
    keys: { apiKey: new Secret(DEMO_ACCOUNT.apiKey), secret: new Secret(DEMO_ACCOUNT.secret) },
    endpoint,
    instruments: [BTC],
    prefix: 'sntl-',
    since: millis(Date.now()),
    isKnownFill: () => false,
    recall: () => undefined,
    clock: systemClock(),
    random: systemRandom(),
    logger: silentLogger(),
  })
}
