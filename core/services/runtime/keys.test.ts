import { expect, it } from 'vitest'
import { countedIds } from '../../adapters/memory/index.ts'
import { exchangeId, InputError, millis, Secret } from '../../domain/index.ts'
import { simulatedClock } from '../../simulation/clock/index.ts'
import { tellingLogger } from '../../testing/telling-logger.ts'
import {
  type HostToService,
  keysMessage,
  keysOf,
  redactor,
  runService,
  type ServiceToHost,
  type StartService,
  type UnlockedKeys,
} from './index.ts'

const MARK = 'MARKED/"secret"&more'
const keys: UnlockedKeys = {
  name: 'spot',
  exchange: exchangeId('binance'),
  apiKey: new Secret('MARKED-key'),
  secret: new Secret(MARK),
}

it('keys go over a channel as they are, and are secrets again behind it', () => {
  const there = keysOf(structuredClone(keysMessage(keys)))
  expect([there.name, there.exchange, there.apiKey.reveal(), there.secret.reveal()]).toEqual([
    'spot',
    'binance',
    'MARKED-key',
    MARK,
  ])
  expect(JSON.stringify(there)).not.toContain('MARKED')
})

it('every spelling of a part of the keys is taken out of a text', () => {
  const redact = redactor(keys)
  for (const text of [MARK, JSON.stringify({ a: MARK }), `?s=${encodeURIComponent(MARK)}`, 'X-MBX-APIKEY: MARKED-key'])
    expect(redact(text)).not.toContain('MARKED')
  expect(redact('nothing here')).toBe('nothing here')
  expect(redactor({ apiKey: new Secret(''), secret: new Secret('ab') })('about')).toBe('about')
})

it('a service that has keys shows them neither in the log that it writes and sends, nor in alerts, nor in the reason it failed', async () => {
  const sent: ServiceToHost[] = []
  let tell: (message: HostToService) => void = () => undefined
  const start: StartService = async (context) => {
    const { secret } = await context.keys
    context.logger.warn(`signed with ${secret.reveal()}`, { by: secret.reveal() })
    context.logger.child({ of: secret.reveal() }).error('x')
    context.alert({ severity: 'warning', source: 'test', message: `it was ${secret.reveal()}` })
    throw new InputError({ field: 'keys', value: secret.reveal(), remedy: `not ${secret.reveal()}` })
  }
  const clock = simulatedClock(millis(0))
  runService(
    start,
    {
      send: (message) => sent.push(message),
      listen: (listener) => {
        tell = listener
      },
    },
    { clock, ids: countedIds(), logger: tellingLogger, vitals: () => ({ loopLag: 0, memory: 0 }) },
  )
  tell({ type: 'boot', config: {} as never })
  tell(keysMessage(keys))
  await new Promise((resolve) => setTimeout(resolve, 0))
  expect(sent.map(({ type }) => type)).toEqual(['log', 'log', 'alert', 'log', 'failed'])
  expect(JSON.stringify(sent)).not.toContain('MARKED')
  expect(JSON.stringify(sent)).toContain('[secret]')
})
