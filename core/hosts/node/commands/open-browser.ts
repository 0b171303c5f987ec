import { spawn } from 'node:child_process'

/** Opens the person's browser; false where there is no screen or no opener. Never waits for it. */
export function openBrowser(url: string): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env
  const screen = process.platform === 'win32' || process.platform === 'darwin' || Boolean(DISPLAY) || Boolean(WAYLAND_DISPLAY)
  if (!screen) return false
  const [command, args] =
    process.platform === 'darwin'
      ? ['open', [url]]
      : process.platform === 'win32'
        ? ['cmd', ['/c', 'start', '""', url]]
        : (['xdg-open', [url]] as const)
  try {
    const child = spawn(command, [...args], { stdio: 'ignore', detached: true })
    // A missing opener is reported later as an event; the address was printed anyway.
    child.on('error', () => undefined)
    child.unref()
    return true
  } catch {
    return false
  }
}
