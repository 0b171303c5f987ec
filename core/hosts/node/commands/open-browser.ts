import { spawn } from 'node:child_process'

export interface Desktop {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  /** As root a Chromium runs only without its sandbox, which no page of ours is worth. */
  readonly root: boolean
}

/** How a page is shown here: in a window of its own where a Chromium was found, else in a tab; undefined without a screen. */
export function openerOf(url: string, { platform, env, root }: Desktop): readonly [string, readonly string[]] | undefined {
  const screen = platform === 'win32' || platform === 'darwin' || Boolean(env['DISPLAY']) || Boolean(env['WAYLAND_DISPLAY'])
  if (!screen) return undefined
  const chromium = env['SENTINEL_CHROMIUM']
  if (chromium !== undefined && chromium !== '' && !root) return [chromium, [`--app=${url}`]]
  if (platform === 'darwin') return ['open', [url]]
  return platform === 'win32' ? ['cmd', ['/c', 'start', '""', url]] : ['xdg-open', [url]]
}

/** Opens the person's browser; false where there is no screen or no opener. Never waits for it. */
export function openBrowser(url: string): boolean {
  const opener = openerOf(url, { platform: process.platform, env: process.env, root: process.getuid?.() === 0 })
  if (opener === undefined) return false
  const [command, args] = opener
  try {
    const child = spawn(command, args, { stdio: 'ignore', detached: true })
    // A missing opener is reported later as an event; the address was printed anyway.
    child.on('error', () => undefined)
    child.unref()
    return true
  } catch {
    return false
  }
}
