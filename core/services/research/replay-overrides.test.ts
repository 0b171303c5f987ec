import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mergeCaptures } from '../../adapters/captures/index.ts'
import { silentLogger } from '../../adapters/memory/index.ts'
import { parseConfig } from '../../contract/index.ts'
import { add, type Command, commandId, type Signal, ZERO_MONEY } from '../../domain/index.ts'
import { overrideReport } from '../../simulation/counterfactual/index.ts'
import { QUICK_CONFIG } from '../../testing/quick-config.ts'
import { decisionLog } from './decision-log.ts'
import { ReplaySession } from './replay-session.ts'

const RECORDING = fileURLToPath(new URL('../../../resources/demo/recording/spot_btcusdt_20240808.jsonl.br', import.meta.url))
const LINES = 25_000
const folder = mkdtempSync(join(tmpdir(), 'sentinel-overrides-'))
const capture = join(folder, 'capture')

beforeAll(() => {
  const lines = brotliDecompressSync(readFileSync(RECORDING)).toString('utf8').split('\n', LINES)
  writeFileSync(capture, `${lines.join('\n')}\n`)
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const config = parseConfig({
  ...QUICK_CONFIG,
  // Records of trades that were really made would give the strategies other weights in each run: this is about one set of proposals.
  signals: { ...QUICK_CONFIG.signals, trackRecord: { enabled: false } },
  paper: { latencyMs: 40, seed: 3 },
  strategies: [
    { strategy: 'book-imbalance', params: { ...QUICK_CONFIG.strategies[0].params, atr: 1, minStop: 1, maxSpread: 200 } },
  ],
})

async function run(person: (signal: Signal) => Command | undefined) {
  const log = decisionLog()
  const session = new ReplaySession({ exchange: 'binance', config, logger: silentLogger(), log, strategies: [], person })
  for await (const record of mergeCaptures([capture], { format: 'hftbacktest' })) session.push(record)
  const overrides = session.overrides()
  if (overrides === undefined) throw new Error('a session with a person has overrides')
  const effects = overrides.rows.reduce((sum, row) => add(sum, row.effect ?? ZERO_MONEY), ZERO_MONEY)
  return { ...overrides, effects, counts: log.counts }
}

const approve = ({ id }: Signal): Command => ({ type: 'ApproveSignal', id: commandId(`c-${id}`), signalId: id })
const reject = ({ id }: Signal): Command => ({ type: 'RejectSignal', id: commandId(`c-${id}`), signalId: id, reason: 'no' })

describe('a recorded session, once with every signal approved and once with every signal rejected', () => {
  it('has in the second, as what would have been, the profit and loss of the first to the last digit', async () => {
    const [a, b] = [await run(approve), await run(reject)]
    expect(a.counts.fills).toBeGreaterThan(10)
    expect(b.counts).toMatchObject({ orders: 0, fills: 0 })
    expect(b.comparison.counterfactual).toBe(a.comparison.pnl)
    expect(a.comparison.pnl).not.toBe(ZERO_MONEY)
    expect([a.comparison.effect, a.effects, b.comparison.pnl]).toEqual([ZERO_MONEY, ZERO_MONEY, ZERO_MONEY])
    expect(b.effects).toBe(b.comparison.effect)
    const { overrides } = overrideReport(b.comparison, b.rows, 'reason')
    expect(overrides.account.effect).toBe(b.comparison.effect)
    expect(b.rows.some(({ alone }) => alone !== undefined)).toBe(true)
  })
})
