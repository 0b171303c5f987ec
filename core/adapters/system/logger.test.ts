import { describe, expect, it } from 'vitest'
import type { LogRecord } from '../../ports/index.ts'
import { createLogger, type LogLevel } from './index.ts'

const MARK = 'MARKED-7c2e'

/** Everything that a logger tells of what it writes. */
function told(level: LogLevel): { readonly logger: ReturnType<typeof createLogger>; readonly records: LogRecord[] } {
  const records: LogRecord[] = []
  return { logger: createLogger(level, { service: 'test' }, (record) => records.push(record)), records }
}

describe('what a logger tells of its lines', () => {
  it.each([
    ['warn', ['warn', 'error']],
    ['info', ['info', 'warn', 'error']],
    ['debug', ['debug', 'info', 'warn', 'error']],
    ['silent', []],
  ] as const)('at %s is %j', (level, expected) => {
    const { logger, records } = told(level)
    for (const each of ['debug', 'info', 'warn', 'error'] as const) logger[each](each)
    expect(records.map((record) => record.level)).toEqual(expected)
  })

  it('has no secret in it, wherever one stood', () => {
    const { logger, records } = told('info')
    logger.info(`asked with token=${MARK}`, { apiKey: MARK, url: `/x?signature=${MARK}&a=1`, left: 3 })
    logger.child({ secret: MARK, of: 'child' }).warn('from a child', { password: MARK, gone: undefined })
    expect(JSON.stringify(records)).not.toContain(MARK)
    expect(records.map(({ message, fields }) => ({ message, fields }))).toEqual([
      {
        message: 'asked with token=[redacted]',
        fields: { apiKey: '[redacted]', url: '/x?signature=[redacted]&a=1', left: 3 },
      },
      { message: 'from a child', fields: { secret: '[redacted]', of: 'child', password: '[redacted]' } },
    ])
  })
})
