/**
 * Soak: the whole program fed by the demo exchange's recording at many times its speed, for a long
 * time, each service collecting its garbage before it tells its heap. Prints, as JSON lines, the
 * slope of the heap of each service and of the resident memory of the process after a warm-up, and
 * how much was recorded meanwhile.
 *
 *   npm run bench -- soak            # 20 minutes
 *   node core/bench/soak.long.ts [--minutes 20] [--speed 20] [--warm-up 5]
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { HostStatus } from '../contract/index.ts'
import { Programs, pause } from '../testing/program.ts'
import { type Reading, slope, windowMinima } from './soak/slope.ts'

const EVERY = 2_000
/** Long enough for a few full collections even where little is allocated. */
const WINDOW = 60
const MIB = 2 ** 20

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '20' },
    speed: { type: 'string', default: '20' },
    'warm-up': { type: 'string', default: '5' },
  },
})
const [minutes, warmUp] = [Number(values.minutes), Number(values['warm-up'])]
if (!(minutes > warmUp && warmUp >= 0)) throw new Error('--minutes must be more than --warm-up')

const residentBytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1] ?? Number.NaN) * 1_024

const folderBytes = (folder: string): number =>
  readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)

const print = (row: Readonly<Record<string, unknown>>): void => {
  process.stdout.write(`${JSON.stringify({ bench: 'soak', ...row })}\n`)
}

const programs = new Programs()
try {
  await programs.build()
  const data = programs.folder()
  const server = await programs.serve(['--demo', 'recording', '--speed', values.speed, '--data', data], { node: ['--expose-gc'] })
  const readings = new Map<string, Reading[]>()
  const start = performance.now()
  const read = (name: string, bytes: number): void => {
    const series = readings.get(name) ?? []
    readings.set(name, series)
    series.push({ at: (performance.now() - start) / 1_000, bytes })
  }
  let restarts = 0
  while (performance.now() - start < minutes * 60_000) {
    await pause(EVERY)
    const { services } = await server.get<HostStatus>('/status')
    for (const { service, memory } of services) read(`${service} heap`, memory)
    read('process resident', residentBytes(server.pid))
    restarts = services.reduce((sum, service) => sum + service.restarts, 0)
  }
  for (const [name, series] of readings) {
    const steady = windowMinima(
      series.filter(({ at }) => at >= warmUp * 60),
      WINDOW,
    )
    print({
      of: name,
      minutes,
      speed: Number(values.speed),
      firstMiB: Number(((steady[0]?.bytes ?? Number.NaN) / MIB).toFixed(1)),
      lastMiB: Number(((steady.at(-1)?.bytes ?? Number.NaN) / MIB).toFixed(1)),
      slopeMiBPerHour: Number(((slope(steady) * 3_600) / MIB).toFixed(2)),
      minimaMiB: steady.map(({ bytes }) => Math.round(bytes / MIB)),
    })
  }
  const { code, stderr } = await server.end()
  print({ of: 'program', exitCode: code, restarts, dataMiB: Number((folderBytes(data) / MIB).toFixed(1)), errors: stderr.length })
} finally {
  await programs.close()
}
