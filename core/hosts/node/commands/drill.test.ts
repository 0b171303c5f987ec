import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { drillCommand } from './drill.ts'

const data = mkdtempSync(join(tmpdir(), 'sentinel-drill-'))
afterAll(() => rmSync(data, { recursive: true, force: true }))

async function drill(...args: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
  let text = ''
  const command = drillCommand((part) => {
    text += part
    return Promise.resolve()
  })
  return { code: await command.run([...args, '--data', data]), text }
}

it('says the time to flat and what is left over, and keeps every result', async () => {
  const first = await drill('--orders', '6', '--positions', '2', '--errors', '0')
  expect(first).toMatchObject({ code: 0 })
  expect(first.text).toMatch(/^6 orders and 2 positions, 0 % of requests failing\ntime to flat +0\.05 s\n/)
  expect(first.text).toContain('nothing is left over')
  const second = await drill('--orders', '6', '--positions', '2', '--json', '--seed', '3')
  expect(JSON.parse(second.text)).toMatchObject({ orders: 6, positions: 2, errors: 0.2, seed: 3, leftOver: [] })
  const third = await drill('--orders', '0', '--positions', '1')
  expect(third.text).toMatch(
    /earlier drills\n {2}\S+ {2}6 orders, 2 positions, 20 %: .*\n {2}\S+ {2}6 orders, 2 positions, 0 %: 0\.05 s\n$/,
  )
})

it('refuses what makes no drill', async () => {
  await expect(drill('--positions', '0')).rejects.toThrow('--positions')
  await expect(drill('--errors', '1')).rejects.toThrow('--errors')
})
