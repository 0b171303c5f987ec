import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

export interface OpenSocket {
  readonly protocol: string
  /** Hexadecimal, as the kernel writes it: 0100007F is 127.0.0.1. */
  readonly local: string
  readonly remote: string
}

export const LOOPBACK_HEX = ['0100007F', '0000000000000000FFFF00000100007F', '00000000000000000000000001000000']

/** The internet sockets that a process holds now, from Linux's own tables. */
export function openSockets(pid: number): readonly OpenSocket[] {
  const mine = new Set<string>()
  for (const fd of readdirSync(`/proc/${String(pid)}/fd`)) {
    const inode = /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${String(pid)}/fd/${fd}`))?.[1]
    if (inode !== undefined) mine.add(inode)
  }
  return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((protocol) => {
    const [, ...lines] = readFileSync(`/proc/${String(pid)}/net/${protocol}`, 'utf8')
      .trim()
      .split('\n')
    return lines.flatMap((line) => {
      const [, local = '', remote = '', , , , , , , inode = ''] = line.trim().split(/\s+/)
      const address = (text: string): string => text.split(':')[0] ?? ''
      return mine.has(inode) ? [{ protocol, local: address(local), remote: address(remote) }] : []
    })
  })
}

/** A descriptor may be closed between listing and looking. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
