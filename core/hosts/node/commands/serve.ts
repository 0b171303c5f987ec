import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createLogger, systemClock, systemIds } from '../../../adapters/system/index.ts'
import { StrategyFolder } from '../../../adapters/user-strategies/index.ts'
import type { SentinelConfig } from '../../../contract/index.ts'
import { InputError } from '../../../domain/index.ts'
import { LogRelay } from '../../../services/runtime/index.ts'
import { checkStrategies, checkStrategyMarkets } from '../../../services/strategy/index.ts'
import { type Headless, startHeadless } from '../headless.ts'
import type { Places } from '../places.ts'
import { type CommandSpec, choiceOption, helpOf, numberOption, parseOptions, wholeOption } from './arguments.ts'
import { defaultDataDir, loadConfig } from './config-file.ts'
import { DEMO_MARKET_STRATEGIES, type RunningDemo, startDemo } from './demo.ts'
import { LOG_LEVELS } from './log-levels.ts'
import { openBrowser } from './open-browser.ts'
import { stopSignal } from './stop-signal.ts'
import { unlockKeys } from './unlock-keys.ts'

const DEMOS = ['market', 'recording'] as const
const DEFAULT_PORT = 7717

/** `--demo` may stand alone; parseArgs knows no optional values. */
export function withDemoValue(args: readonly string[]): readonly string[] {
  return args.flatMap((arg, index) => {
    const next = args[index + 1]
    return arg === '--demo' && (next === undefined || next.startsWith('-')) ? ['--demo', 'market'] : [arg]
  })
}

export function serveCommand(places: Places): CommandSpec {
  const spec: CommandSpec = {
    name: 'serve',
    summary: 'Runs the terminal: services in this process, the screen in a browser on this machine.',
    usage: 'serve [--demo [market|recording]] [--config FILE] [options]',
    options: [
      [
        '--demo [market|recording]',
        'the built-in exchange: several simulated markets, or one recorded market (default without --config: market)',
      ],
      ['--speed N', 'how fast the demo runs, 0.1 to 100 (default 1)'],
      ['--config FILE', 'settings as JSON; docs/user-guide.md describes every field'],
      ['--port N', `port on 127.0.0.1, 0 for any free one (default ${String(DEFAULT_PORT)})`],
      ['--data DIR', 'folder for the databases (default: the place for application data)'],
      ['--keys NAME', 'unlocks these keys, so that the mode can be changed to live; the start is always on paper'],
      ['--no-open', 'do not open a browser'],
      ['--log LEVEL', `${LOG_LEVELS.join(', ')} (default info); logs are JSON lines on stderr`],
    ],
    async run(args) {
      const values = parseOptions(withDemoValue(args), {
        demo: { type: 'string' },
        speed: { type: 'string' },
        config: { type: 'string' },
        port: { type: 'string' },
        data: { type: 'string' },
        keys: { type: 'string' },
        'no-open': { type: 'boolean', default: false },
        log: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      })
      if (values.help) {
        process.stdout.write(helpOf(spec))
        return 0
      }
      return await serve(places, {
        demo: choiceOption('--demo', values.demo, DEMOS) ?? (values.config === undefined ? 'market' : undefined),
        speed: numberOption('--speed', values.speed, 1, { min: 0.1, max: 100 }),
        config: values.config,
        port: wholeOption('--port', values.port, DEFAULT_PORT, { min: 0, max: 65_535 }),
        data: values.data,
        keys: values.keys,
        open: !values['no-open'],
        logLevel: choiceOption('--log', values.log, LOG_LEVELS) ?? 'info',
      })
    },
  }
  return spec
}

interface ServeOptions {
  readonly demo: 'market' | 'recording' | undefined
  readonly speed: number
  readonly config: string | undefined
  readonly port: number
  readonly data: string | undefined
  readonly keys: string | undefined
  readonly open: boolean
  readonly logLevel: (typeof LOG_LEVELS)[number]
}

async function serve(places: Places, options: ServeOptions): Promise<number> {
  const clock = systemClock()
  const ownLines = new LogRelay({ clock, ids: systemIds() })
  const logger = createLogger(options.logLevel, { service: 'host' }, (record) => {
    ownLines.take(record)
  })
  const stopped = stopSignal()
  // Everything that can be wrong with the settings is found before anything starts.
  const strategies = options.demo === 'market' ? { strategies: DEMO_MARKET_STRATEGIES } : {}
  const placeholder = { exchanges: [{ id: 'binance', symbols: ['BTC/USDT'] }], ...strategies }
  const checked = loadConfig(options.config, options.demo === undefined ? undefined : placeholder)
  const dataDir = resolve(
    options.data ?? checked.storage.dataDir ?? defaultDataDir(options.demo === undefined ? 'default' : `demo-${options.demo}`),
  )
  const userStrategies = strategiesIn(checked.strategiesFolder, dataDir)
  checkStrategies(
    checked,
    userStrategies.scan().map(({ id }) => id),
  )
  const { exchanges } = checked
  const keys = options.keys === undefined ? undefined : await unlockKeys(options.keys, { data: options.data, exchanges })
  let demo: RunningDemo | undefined
  let headless: Headless | undefined
  try {
    if (options.demo !== undefined) {
      const settings = {
        source: options.demo,
        speed: options.speed,
        dataDir: fileURLToPath(places.demoData),
        logLevel: options.logLevel,
      }
      demo = await startDemo(places.worker('demo'), settings, (reason) => {
        logger.error('the demo exchange crashed; restart the program', { reason })
      })
    }
    const config: SentinelConfig = {
      ...(demo === undefined
        ? checked
        : loadConfig(options.config, {
            exchanges: [{ id: 'binance', symbols: [...demo.symbols], endpoint: demo.endpoint }],
            ...strategies,
          })),
      dataDir,
      environment: 'paper',
    }
    checkStrategyMarkets(config)
    headless = await startHeadless({
      config,
      clock,
      logger,
      ownLines,
      logLevel: options.logLevel,
      port: options.port,
      version: places.version,
      webRoot: fileURLToPath(places.webRoot),
      ...(keys === undefined ? {} : { keys }),
      entry: (service) => places.worker(service === 'trader' ? 'trader-paper' : service),
      accountEntry: places.worker('account'),
      source: options.demo === undefined ? config.exchanges.map(({ id }) => id).join(', ') : `demo ${options.demo}`,
      sourceNote: demo?.note ?? '',
      userStrategies,
      onOpen: (url) => {
        const opened = options.open && openBrowser(url)
        process.stderr.write(`Sentinel is ${opened ? 'opening in your browser' : 'starting: open this in a browser'}: ${url}\n`)
      },
    })
    const { url, api, token } = headless
    process.stdout.write(`${JSON.stringify({ event: 'ready', url, api, token, pid: process.pid })}\n`)
    await stopped
  } finally {
    await headless?.stop()
    await demo?.stop()
  }
  logger.info('stopped; everything is flushed')
  return 0
}

/** The data folder's own, which need not be there, or the one that the configuration names, which must. */
function strategiesIn(named: string | undefined, dataDir: string): StrategyFolder {
  if (named !== undefined && statSync(named, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new InputError({ field: 'strategiesFolder', value: named, remedy: 'is not a folder; make it or name another' })
  return new StrategyFolder(resolve(named ?? join(dataDir, 'strategies')))
}
