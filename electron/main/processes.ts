import { kill } from 'node:process'
import type { MessagePortMain, UtilityProcess } from 'electron'

/** What we use of a utility process; the test doubles implement the same. */
export interface ServiceProcess {
  readonly pid: number | undefined
  postMessage(message: unknown, transfer?: MessagePortMain[]): void
  on(event: 'message', listener: (message: unknown) => void): unknown
  on(event: 'exit', listener: (code: number) => void): unknown
  kill(): boolean
}

export type Fork = (service: string) => ServiceProcess

/** One entry file per service; the paper trader's file is not the live trader's. */
const FILES: Readonly<Record<string, string>> = { trader: 'trader-paper' }

export const processFile = (service: string): string => `${FILES[service] ?? service}.js`

type RealFork = (file: string, args: string[], options: { serviceName: string; env: Record<string, string> }) => UtilityProcess

/** Without these Windows opens no socket and nobody finds a folder for temporary files; none of them tells anything. */
const HARMLESS = ['SystemRoot', 'windir', 'TEMP', 'TMP', 'TMPDIR', 'TZ'] as const

export const harmless = (environment: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(HARMLESS.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])))

/** A service gets its settings by message and inherits no secret. */
export const forkFrom =
  (fork: RealFork, folder: string, environment: Readonly<Record<string, string | undefined>>): Fork =>
  (service) =>
    fork(`${folder}/${processFile(service)}`, [], { serviceName: `sentinel ${service}`, env: harmless(environment) })

/** A process that hangs may not react to a polite end: `kill()` of Electron is SIGTERM. */
export function killOutright({ pid }: ServiceProcess): void {
  if (pid !== undefined) kill(pid, 'SIGKILL')
}
