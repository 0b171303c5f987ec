import { readdirSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { getRawHeader } from '@electron/asar'

export interface PackedFile {
  /** With `/` between folders, from the root of the application. */
  readonly path: string
  readonly bytes: number
  /** Beside the archive, because native code cannot be loaded out of it. */
  readonly unpacked: boolean
}

type Node = ReturnType<typeof getRawHeader>['header']

/** Every file of an application's archive and of the folder beside it. */
export function packedFiles(archive: string): readonly PackedFile[] {
  const files: PackedFile[] = []
  const walk = (node: unknown, path: string): void => {
    for (const [name, entry] of Object.entries((node as { files: Record<string, unknown> }).files)) {
      const inner = path === '' ? name : `${path}/${name}`
      const { size, unpacked } = entry as { size?: number; unpacked?: boolean }
      if (size === undefined) walk(entry, inner)
      else files.push({ path: inner, bytes: size, unpacked: unpacked === true })
    }
  }
  const header: Node = getRawHeader(archive).header
  walk(header, '')
  return files
}

/** Every file under a folder, with `/` between folders. */
export function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
}

export const bytesUnder = (folder: string): number =>
  filesUnder(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0)
