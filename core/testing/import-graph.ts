import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface ImportGraph {
  /** Bytes of every file that is read before the first line of the entry runs. */
  readonly files: ReadonlyMap<string, number>
  /** What is imported from outside the build: packages and parts of Node. */
  readonly outside: ReadonlySet<string>
  readonly bytes: number
}

const STATIC = /(?:^|[\n;])\s*(?:import|export)\s*(?:[^'"()]*?\sfrom\s*)?["']([^"']+)["']/g

/** What a built entry imports before it runs, and what that imports; not what is imported later, by a call. */
export function importGraph(entry: string): ImportGraph {
  const files = new Map<string, number>()
  const outside = new Set<string>()
  const walk = (file: string): void => {
    if (files.has(file)) return
    const text = readFileSync(file, 'utf8')
    files.set(file, Buffer.byteLength(text))
    for (const [, wanted = ''] of text.matchAll(STATIC)) {
      if (wanted.startsWith('.')) walk(join(dirname(file), wanted))
      else outside.add(wanted)
    }
  }
  walk(entry)
  return { files, outside, bytes: [...files.values()].reduce((sum, bytes) => sum + bytes, 0) }
}
