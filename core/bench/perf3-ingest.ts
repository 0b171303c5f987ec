/**
 * PERF3, ingest: messages per second and CPU of the market pipeline against bare JSON.parse, a bare
 * book, and ccxt's own handler, over the same recorded frames in the same run. JSON lines.
 *
 *   node core/bench/perf3-ingest.ts [--rounds 5] [--capture FILE]
 */
import { parseArgs } from 'node:util'
import { type CaptureRecord, readCapture } from '../adapters/captures/index.ts'
import { createMarketPipeline, mapperFor } from '../market-data/index.ts'
import { BINANCE_EXCERPT, hasSharedData, sharedData } from '../testing/recordings.ts'
import { type Contender, createBareBook, createJsonParse } from './ingest/baselines.ts'
import { createCcxtHandler } from './ingest/ccxt-handler.ts'

function createPipeline(): Contender {
  const pipeline = createMarketPipeline({
    mapper: mapperFor('binance'),
    sink: { event: () => undefined, bookChanged: () => undefined, snapshotNeeded: () => undefined },
  })
  return {
    handle: ({ connection, text, receivedTime }) => pipeline.push({ connection, text, receivedTime }),
    sequence: () => pipeline.books()[0]?.sequence ?? 0,
  }
}

const CONTENDERS: Readonly<Record<string, () => Contender | Promise<Contender>>> = {
  'json-parse': createJsonParse,
  'json-parse+bare-book': createBareBook,
  'ccxt-handler': createCcxtHandler,
  pipeline: createPipeline,
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

/** The update id of the last depth frame. */
const lastUpdate = (frames: readonly CaptureRecord[]): number =>
  Number(/"u":(\d+)/.exec(frames.findLast(({ text }) => text.includes('"depthUpdate"'))?.text ?? '')?.[1] ?? 0)

async function measure(frames: readonly CaptureRecord[], rounds: number) {
  const last = lastUpdate(frames)
  const results = new Map<string, { rate: number[]; cpu: number[] }>()
  // One unmeasured round for the compiler; contenders take turns, so that a slow spell hits all.
  for (let round = -1; round < rounds; round += 1)
    for (const [name, create] of Object.entries(CONTENDERS)) {
      const contender = await create()
      const cpu = process.cpuUsage()
      const start = performance.now()
      for (const frame of frames) contender.handle(frame)
      const seconds = (performance.now() - start) / 1_000
      const { user, system } = process.cpuUsage(cpu)
      const reached = contender.sequence?.() ?? last
      if (reached !== last)
        throw new Error(`${name} stopped at update ${String(reached)} of ${String(last)}: its rate means nothing`)
      if (round < 0) continue
      const result = results.get(name) ?? { rate: [], cpu: [] }
      results.set(name, result)
      result.rate.push(frames.length / seconds)
      result.cpu.push((user + system) / frames.length)
    }
  return results
}

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' }, capture: { type: 'string' } } })
const file = values.capture ?? (hasSharedData ? sharedData('ws/hftbacktest/spot_btcusdt_20240808.gz') : BINANCE_EXCERPT)
const rounds = Number(values.rounds)

const all: CaptureRecord[] = []
for await (const record of readCapture(file)) if (record.kind === 'recv' || record.kind === 'http') all.push(record)
const workloads = {
  'all frames': all,
  'depth only': all.filter(({ kind, text }) => kind === 'http' || text.includes('"depthUpdate"')),
}

for (const [workload, frames] of Object.entries(workloads)) {
  const results = await measure(frames, rounds)
  const base = median(results.get('json-parse')?.rate ?? [])
  const ccxt = median(results.get('ccxt-handler')?.rate ?? [])
  for (const [contender, { rate, cpu }] of results) {
    const perSecond = median(rate)
    const line = {
      bench: 'PERF3',
      workload,
      messages: frames.length,
      contender,
      messagesPerSecond: Math.round(perSecond),
      cpuMicrosPerMessage: Number(median(cpu).toFixed(2)),
      againstJsonParse: Number((perSecond / base).toFixed(3)),
      againstCcxt: Number((perSecond / ccxt).toFixed(2)),
      rounds,
      spread: Number((Math.max(...rate) / Math.min(...rate)).toFixed(2)),
    }
    process.stdout.write(`${JSON.stringify(line)}\n`)
  }
}
