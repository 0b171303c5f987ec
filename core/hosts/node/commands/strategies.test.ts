import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { InputError } from '../../../domain/index.ts'
import { strategiesCommand } from './strategies.ts'

const resources = new URL('../../../../resources/strategies/', import.meta.url)
const folder = mkdtempSync(join(tmpdir(), 'sentinel-strategies-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

async function run(...args: string[]): Promise<{ readonly code: number; readonly text: string }> {
  let text = ''
  const code = await strategiesCommand(resources, (part) => (text += part)).run(args)
  return { code, text }
}

describe('sentinel strategies', () => {
  it('lists every strategy with what a person must know before using it', async () => {
    const { code, text } = await run('--json')
    expect(code).toBe(0)
    const { strategies } = JSON.parse(text) as { strategies: Record<string, unknown>[] }
    expect(strategies.length).toBeGreaterThanOrEqual(10)
    for (const strategy of strategies)
      for (const field of [
        'id',
        'version',
        'family',
        'idea',
        'suits',
        'weakness',
        'parameters',
        'features',
        'warmUp',
        'timeframes',
      ])
        expect(strategy[field], `${String(strategy['id'])}.${field}`).toBeDefined()
    expect(strategies.find(({ id }) => id === 'ema-cross')?.['parameters']).toMatchObject({
      fast: { kind: 'integer', min: 1, max: 500, default: 12 },
      seed: { kind: 'choice', choices: ['sma', 'first'], default: 'sma' },
    })
    const table = (await run()).text
    expect(table).toMatch(/^ema-cross +1 +trend +1m +26 +EMA cross$/m)
    expect(table).toMatch(/^ +seed {2}sma \(sma, first\) {2}/m)
  })

  it('checks a file: the example passes, types, syntax and start are told with their place', async () => {
    const good = await run('check', fileURLToPath(new URL('pullback.ts', resources)))
    expect([good.code, good.text.split('\n')[0]]).toEqual([0, 'pullback.ts is ready (types checked)'])
    const told = async (text: string): Promise<unknown> => {
      writeFileSync(join(folder, 'mine.ts'), text)
      const { code, text: json } = await run('check', join(folder, 'mine.ts'), '--json')
      expect(code).toBe(2)
      return (JSON.parse(json) as { problems: unknown }).problems
    }
    expect(await told('const a = ;')).toEqual(['mine.ts:1:11: Expression expected'])
    expect(await told('const a: string = 1\nexport default a')).toEqual([
      "mine.ts:1:7: Type 'number' is not assignable to type 'string'.",
    ])
    expect(await told('export default 1')).toEqual([expect.stringContaining('it has no default export')])
  })

  it('passes the example of the documentation', async () => {
    const page = readFileSync(new URL('../../../../docs/strategies.md', import.meta.url), 'utf8')
    const block = /^ {4}import [^]*?^ {4}\}\)$/m.exec(page)?.[0] ?? ''
    const file = join(folder, 'my-idea.ts')
    writeFileSync(file, block.replaceAll(/^ {4}/gm, ''))
    expect((await run('check', file)).text).toMatch(/^my-idea\.ts is ready/)
  })

  it('refuses what it cannot read', async () => {
    await expect(run('check')).rejects.toThrow(InputError)
    await expect(run('check', join(folder, 'none.ts'))).rejects.toThrow(/cannot be read/)
    await expect(run('check', 'x.js')).rejects.toThrow(/give a TypeScript file/)
  })
})
