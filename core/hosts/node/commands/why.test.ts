import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sqliteJournal } from '../../../adapters/sqlite/index.ts'
import { parseConfig } from '../../../contract/index.ts'
import { quantity } from '../../../domain/index.ts'
import { tradingConfig } from '../../../services/trader/index.ts'
import { ordersOf, tradingHarness } from '../../../testing/trading-harness.ts'
import type { CommandSpec } from './arguments.ts'
import type { Print } from './print.ts'
import { verifyCommand } from './verify.ts'
import { whyCommand } from './why.ts'

const data = mkdtempSync(join(tmpdir(), 'sentinel-why-'))
mkdirSync(join(data, 'paper'))
const file = join(data, 'paper', 'journal.db')
const journal = sqliteJournal(file)
const harness = tradingHarness({
  journal,
  books: true,
  config: tradingConfig(parseConfig({ exchanges: [{ id: 'binance', symbols: ['BTC/USDT'] }] })),
})
afterAll(() => {
  journal.close()
  rmSync(data, { recursive: true, force: true })
})

beforeAll(() => {
  harness.open()
  harness.market('100.00', '100.01', '50')
  const { id } = harness.propose()
  harness.clock.advance(200)
  harness.command({ type: 'ApproveSignal', signalId: id, quantity: quantity('2') })
  harness.clock.advance(20)
  harness.tick(3_000)
  harness.market('94.00', '94.01', '50')
  harness.clock.advance(20)
})

/** While the trader still has the file open. */
async function printed(command: (print: Print) => CommandSpec, ...args: string[]): Promise<{ code: number; text: string }> {
  let text = ''
  const code = await command((part) => {
    text += part
    return Promise.resolve()
  }).run(args)
  return { code, text }
}

describe('sentinel why', () => {
  it('prints every part of the story, and as JSON the whole of it', async () => {
    const id = ordersOf(harness)[0]?.id ?? ''
    const { code, text } = await printed(whyCommand, id, '--data', data)
    expect(code).toBe(0)
    for (const words of [
      `order ${id} on binance:BTC/USDT`,
      'confidence 0.8, conflict 0',
      'ema-trend',
      'sizing: confidence 0.8',
      'rules at the proposal',
      'APPROVED by user',
      'edited, proposed were',
      'book: sequence 1',
      'spread',
      'decided on 100.01',
      'submitted',
      'exit-stop',
      'Position',
      '(flat)',
      'Protection',
      'ApproveSignal by user: approved',
      'Result: gain -12.02',
    ])
      expect(text).toContain(words)
    const json = JSON.parse((await printed(whyCommand, id, '--data', data, '--env', 'paper', '--json')).text) as unknown
    expect(json).toMatchObject({ orderId: id, result: { gain: '-12.02' }, signals: [{ decision: { quantity: '2' } }] })
  })

  it('names the nearest ids, and what is missing', async () => {
    await expect(printed(whyCommand, 'ord-nobody', '--data', data)).rejects.toThrow(ordersOf(harness)[0]?.id)
    await expect(printed(whyCommand, '--data', data)).rejects.toThrow('id: missing')
    await expect(printed(whyCommand, 'x', '--data', data, '--environment', 'life')).rejects.toThrow('use one of paper, live')
    await expect(printed(whyCommand, 'x', '--data', data, '--environment', 'live')).rejects.toThrow('is not there yet')
    expect((await printed(whyCommand, '--help')).text).toContain('why ID')
  })
})

describe('sentinel verify', () => {
  it('finds every decision the same, and says what a changed limit changes', async () => {
    const same = await printed(verifyCommand, '--journal', file)
    expect(same.text).toContain('every decision is the same')
    expect(same.code).toBe(0)
    const settings = join(data, 'changed.json')
    writeFileSync(
      settings,
      JSON.stringify({ exchanges: [{ id: 'binance', symbols: ['BTC/USDT'] }], risk: { maxSpreadBps: 7, maxPosition: '0.11' } }),
    )
    const changed = await printed(verifyCommand, '--data', data, '--config', settings)
    expect(changed.code).toBe(1)
    expect(changed.text).toContain('setting risk.maxSpreadBps: recorded 25, now 7')
    expect(changed.text).toContain('setting risk.maxPosition: recorded 0.2, now 0.11')
    expect(changed.text).toMatch(
      /first difference at row \d+ .*, SignalCreated of CandidateReceived\n {2}signal\.checks\[\d+\]\.limit/,
    )
    const json = JSON.parse((await printed(verifyCommand, '--journal', file, '--json')).text) as unknown
    expect(json).toMatchObject({ rows: journal.lastSequence(), unrecorded: 0 })
    await expect(printed(verifyCommand, '--journal', join(data, 'none.db'))).rejects.toThrow('no such file')
  })
})
