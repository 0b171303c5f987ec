import type { AlarmText } from './alarm-text.ts'

/** A page in a browser makes messages itself; in the desktop program its main process does. */
export const ownMessages = (): boolean => location.protocol.startsWith('http') && 'Notification' in window

const shown = new Map<string, Notification>()

/** One message per signal or alert: the later stage takes the place of the earlier. */
export function showMessage(id: string, { title, body }: AlarmText, onClick: () => void): void {
  if (!ownMessages() || Notification.permission !== 'granted') return
  const message = new Notification(title, { body, tag: id, silent: true })
  shown.set(id, message)
  message.addEventListener('click', () => {
    window.focus()
    message.close()
    onClick()
  })
  message.addEventListener('close', () => {
    if (shown.get(id) === message) shown.delete(id)
  })
}

export function closeMessage(id: string): void {
  shown.get(id)?.close()
  shown.delete(id)
}
