import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { app, dialog } from 'electron'
import type { Clock, Logger } from '../../../core/ports/index.ts'
import { LATER, UpdateTalk } from './ask.ts'
import { type LiveRisk, type UpdateChannel, Updates } from './updates.ts'
import { type RollBack, WayBack } from './way-back.ts'

/** A restart that did not happen by then happens without the update, ms. */
const RESTART_ANYWAY = 15_000

/** Carries out the way back; true when this start must end for it. */
function goBack(plan: RollBack, logger: Logger): boolean {
  logger.error('this version did not start three times; the version before is wanted', { ...plan })
  if (plan.kind === 'tell') {
    const detail = `No installer of ${plan.version} is kept here. Fetch it from where you got this program; your data stays. This start goes on.`
    dialog.showErrorBox('Sentinel did not start well after its update', detail)
    return false
  }
  if (plan.kind === 'replace') {
    copyFileSync(plan.from, `${plan.to}.part`)
    renameSync(`${plan.to}.part`, plan.to)
  }
  const child = spawn(plan.kind === 'replace' ? plan.to : plan.file, [], { detached: true, stdio: 'ignore' })
  child.on('error', (error) => {
    logger.error('the version before could not be started', { reason: error.message })
  })
  child.unref()
  return true
}

/** To be asked before anything starts: the record of this start, or undefined when it ends for the version before. */
export function beginVersion(userData: string, logger: Logger): WayBack | undefined {
  const folder = join(userData, 'updates')
  const wayBack = new WayBack({ folder, version: app.getVersion(), self: process.env['APPIMAGE'] })
  const plan = wayBack.begin()
  return plan !== undefined && goBack(plan, logger) ? undefined : wayBack
}

export interface ElectronUpdatesOptions {
  readonly wayBack: WayBack
  readonly clock: Clock
  readonly channel: UpdateChannel
  readonly liveRisk: () => Promise<LiveRisk>
  /** Ends the services and gives up the data folder. */
  readonly shutDown: () => Promise<void>
}

/** The updates of the installed program. Its library is loaded after the window, since nobody waits for it. */
export async function openUpdates(options: ElectronUpdatesOptions): Promise<UpdateTalk> {
  const { wayBack, clock } = options
  const { default: library } = await import('electron-updater')
  const keyFile = join(process.resourcesPath, 'updates/public-key.pem')
  const talk = new UpdateTalk({
    updates: () => updates,
    ask: async ({ message, detail, button }) => {
      const buttons = button === undefined ? ['Close'] : [LATER, button]
      const { response } = await dialog.showMessageBox({ title: 'Sentinel', message, detail, buttons, defaultId: 0, cancelId: 0 })
      return buttons[response] ?? LATER
    },
  })
  const updates = new Updates({
    updater: library.autoUpdater,
    channel: options.channel,
    publicKey: existsSync(keyFile) ? readFileSync(keyFile, 'utf8') : undefined,
    every: (ms, task) => clock.every(ms, task),
    liveRisk: options.liveRisk,
    keepWayBack: (downloaded) => {
      const { state } = updates
      wayBack.keep(downloaded, 'version' in state ? (state.version ?? '') : '')
      return Promise.resolve()
    },
    shutDown: async () => {
      await options.shutDown()
      app.releaseSingleInstanceLock()
      clock.after(RESTART_ANYWAY, () => {
        app.relaunch()
        app.exit(0)
      })
    },
    onState: () => {
      void talk.changed()
    },
  })
  updates.start()
  return talk
}
