import { createWriteStream, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ProcessSandboxes } from '../../../adapters/strategy-sandbox/index.ts'
import { createLogger } from '../../../adapters/system/index.ts'
import { parseConfig } from '../../../contract/index.ts'
import { InputError } from '../../../domain/index.ts'
import { captureFormat, type ReplayReport, replay, replayConfig } from '../../../services/research/index.ts'
import { checkStrategies } from '../../../services/strategy/index.ts'
import { type CommandSpec, helpOf, parseOptions } from './arguments.ts'
import { readConfigText } from './config-file.ts'
import { openStrategy, strategiesFolder, userStrategyNamed } from './strategy-choice.ts'

export function replayCommand(resources: URL): CommandSpec {
  const spec: CommandSpec = {
    name: 'replay',
    summary: 'Pushes recorded raw frames through the same parsers, books, features, strategies and paper venue as live.',
    usage: 'replay --exchange ID --capture FILE [--capture FILE ...] [options]',
    options: [
      ['--exchange ID', 'whose frames they are, such as binance'],
      ['--capture FILE', 'a recording (.gz, .zst or plain); may be given several times, they are merged by time'],
      ['--format NAME', 'sentinel, cryptofeed or hftbacktest (default: found out)'],
      ['--config FILE', 'strategies, limits and paper settings as for serve'],
      ['--strategies DIR', 'folder of your own strategies that the configuration names (default: as for serve)'],
      ['--out DIR', 'writes decisions.jsonl and report.json there'],
      ['--json', 'prints the report as one JSON object'],
    ],
    async run(args) {
      const values = parseOptions(args, {
        exchange: { type: 'string' },
        capture: { type: 'string', multiple: true },
        format: { type: 'string' },
        config: { type: 'string' },
        strategies: { type: 'string' },
        out: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      })
      if (values.help) {
        process.stdout.write(helpOf(spec))
        return 0
      }
      const { exchange, capture = [] } = values
      if (exchange === undefined)
        throw new InputError({ field: '--exchange', value: 'missing', remedy: 'say whose frames they are, such as binance' })
      if (capture.length === 0)
        throw new InputError({ field: '--capture', value: 'missing', remedy: 'give at least one recording' })
      const missing = capture.find((file) => !existsSync(file) || !statSync(file).isFile())
      if (missing !== undefined) throw new InputError({ field: '--capture', value: missing, remedy: 'no such file' })
      const format = captureFormat(values.format)
      const config = replayConfig(values.config === undefined ? undefined : parseConfig(readConfigText(values.config)), exchange)
      const places = { folder: strategiesFolder(values.strategies ?? config.strategiesFolder, undefined), resources }
      const named = new Set(config.strategies.map(({ strategy }) => strategy))
      const own = [...named].flatMap((id) => userStrategyNamed(id, places) ?? [])
      checkStrategies(
        config,
        own.map(({ id }) => id),
      )
      const decisions = values.out === undefined ? undefined : openDecisions(values.out)
      const progress = progressLine(capture.reduce((sum, file) => sum + statSync(file).size, 0))
      const sandboxes = new ProcessSandboxes()
      let report: ReplayReport
      try {
        const opened = await Promise.all(own.map((text) => openStrategy(text, sandboxes)))
        report = await replay({
          exchange,
          captures: capture,
          config,
          strategies: opened.map(({ strategy }) => strategy),
          logger: createLogger('warn', { service: 'replay' }),
          onProgress: (messages, bytes) => {
            progress.show(messages, bytes)
          },
          ...(format === undefined ? {} : { format }),
          ...(decisions === undefined ? {} : { onDecision: decisions.write }),
        })
      } finally {
        sandboxes.close()
        progress.clear()
      }
      await decisions?.close()
      if (values.out !== undefined) writeFileSync(join(values.out, 'report.json'), `${JSON.stringify(report, null, 2)}\n`)
      process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : summary(report))
      return 0
    },
  }
  return spec
}

function openDecisions(dir: string): { write: (line: string) => void; close: () => Promise<void> } {
  try {
    mkdirSync(dir, { recursive: true })
  } catch (error) {
    throw new InputError({
      field: '--out',
      value: dir,
      remedy: `cannot be made (${error instanceof Error ? error.message : String(error)})`,
    })
  }
  const stream = createWriteStream(join(dir, 'decisions.jsonl'))
  const failed = new Promise<never>((_resolve, reject) => {
    stream.on('error', (error) => {
      reject(new InputError({ field: '--out', value: dir, remedy: `cannot be written (${error.message})` }))
    })
  })
  failed.catch(() => undefined)
  return {
    write: (line) => {
      stream.write(`${line}\n`)
    },
    close: () => Promise.race([new Promise<void>((resolve) => stream.end(resolve)), failed]),
  }
}

/** Counts, share and time left on stderr while a person watches; silent in a pipe. */
function progressLine(totalBytes: number): { show(messages: number, bytes: number): void; clear(): void } {
  if (!process.stderr.isTTY) return { show: () => undefined, clear: () => undefined }
  const started = performance.now()
  return {
    show: (messages, bytes) => {
      const seconds = (performance.now() - started) / 1_000
      const share = Math.min(1, bytes / totalBytes)
      const left = share === 0 ? '?' : String(Math.ceil((seconds / share) * (1 - share)))
      const rate = Math.round(messages / seconds).toLocaleString('en')
      process.stderr.write(
        `\r${(share * 100).toFixed(0)} %, ${messages.toLocaleString('en')} messages, ${rate} a second, ${left} s left \u001B[K`,
      )
    },
    clear: () => {
      process.stderr.write('\r\u001B[K')
    },
  }
}

function summary(report: ReplayReport): string {
  const rejected = Object.entries(report.rejected).map(([reason, count]) => `${reason} ${String(count)}`)
  return [
    `${report.exchange}: ${String(report.messages)} messages in ${report.seconds.toFixed(2)} s, ${String(report.accepted)} accepted`,
    `rejected: ${rejected.length === 0 ? 'none' : rejected.join(', ')}`,
    `books: ${String(report.bookUpdates)} updates, ${String(report.gaps)} gaps, ${String(report.crossed)} crossed, ${String(report.resyncs)} resyncs`,
    `checksums: ${String(report.checksums.ok)} valid, ${String(report.checksums.failed)} failed`,
    `trades ${String(report.trades)}, candles ${String(report.candles)}`,
    `signals ${String(report.signals)}, orders ${String(report.orders)}, fills ${String(report.fills)}`,
    `decisions ${report.decisionHash}`,
    '',
  ].join('\n')
}
