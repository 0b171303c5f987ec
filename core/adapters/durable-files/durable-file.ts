import { createHash } from 'node:crypto'
import { closeSync, createReadStream, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

function sync(path: string, flags: 'r' | 'r+'): void {
  const handle = openSync(path, flags)
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Gives a whole file its final name; after that a power cut no longer undoes it. */
export function place(partial: string, file: string): void {
  sync(partial, 'r+')
  renameSync(partial, file)
  // Windows cannot sync a folder and does not need to.
  if (process.platform !== 'win32') sync(dirname(file), 'r')
}

/** Writes a small text file so that readers see the old one or the new one, never a part; `mode` says who may read it. */
export function replaceFile(file: string, text: string, mode = 0o666): void {
  const partial = `${file}.partial`
  try {
    // One that a crash left may be readable by others.
    rmSync(partial, { force: true })
    writeFileSync(partial, text, { flag: 'wx', mode })
    place(partial, file)
  } catch (error) {
    rmSync(partial, { force: true })
    throw error
  }
}

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
