import { expect, it } from 'vitest'
import { countedIds } from '../../adapters/memory/index.ts'
import { millis } from '../../domain/index.ts'
import { simulatedClock } from '../../simulation/clock/index.ts'
import { tellingLogger } from '../../testing/telling-logger.ts'
import { type HostToService, LINES_A_SECOND, runService, type ServiceToHost } from './index.ts'

it('a service that logs in a tight loop sends a bounded number of lines, tells how many are missing, and goes on', async () => {
  const sent: ServiceToHost[] = []
  let tell: (message: HostToService) => void = () => undefined
  const clock = simulatedClock(millis(0))
  const written = 100_000
  runService(
    ({ logger }) => {
      for (let index = 0; index < written; index += 1) logger.debug('in a tight loop', { index })
      return Promise.resolve({ stop: () => Promise.resolve() })
    },
    {
      send: (message) => sent.push(message),
      listen: (listener) => {
        tell = listener
      },
    },
    { clock, ids: countedIds(), logger: tellingLogger, vitals: () => ({ loopLag: 0, memory: 0 }) },
  )
  tell({ type: 'boot', config: {} as never })
  await new Promise((resolve) => setTimeout(resolve, 0))
  clock.advance(2_000)
  tell({ type: 'stop' })
  await new Promise((resolve) => setTimeout(resolve, 0))
  const lines = sent.flatMap((message) => (message.type === 'log' ? [message.line] : []))
  const loop = lines.filter(({ level }) => level === 'debug')
  expect(lines.length).toBeLessThanOrEqual(LINES_A_SECOND)
  expect(loop.map(({ fields }) => fields['index'])).toEqual(loop.map((_, index) => index))
  expect(lines.filter(({ level }) => level === 'warn').map(({ fields }) => fields)).toEqual([{ debug: written - loop.length }])
  expect(sent.map(({ type }) => type).filter((type) => type !== 'log')).toEqual(['ready', 'heartbeat', 'heartbeat', 'stopped'])
})
