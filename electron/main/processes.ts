import type { MessagePortMain, UtilityProcess } from 'electron'

/** What we use of a utility process; the test double implements the same. */
export interface ServiceProcess {
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

/** Forks with an empty environment: a service gets its settings by message and inherits no secret. */
export const forkFrom =
  (fork: RealFork, folder: string): Fork =>
  (service) =>
    fork(`${folder}/${processFile(service)}`, [], { serviceName: `sentinel ${service}`, env: {} })
