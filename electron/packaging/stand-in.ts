import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What @electron/fuses looks for in a binary, then the version and the number of fuses, then one byte for each. */
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
/** As Electron ships: 0 off, 1 on, in the order of the fuses' numbers. */
const SHIPPED_FUSES = '10110001'

/**
 * Writes what stands for an unpacked Electron where none can be downloaded: the files that packaging looks for, and a
 * program with a real fuse wire. It packages; it does not run.
 */
export function writeStandIn(folder: string): void {
  mkdirSync(join(folder, 'resources'), { recursive: true })
  mkdirSync(join(folder, 'locales'), { recursive: true })
  const wire = Buffer.concat([Buffer.from(FUSE_SENTINEL), Buffer.from([1, SHIPPED_FUSES.length]), Buffer.from(SHIPPED_FUSES)])
  const program = Buffer.concat([Buffer.from('#!/bin/sh\nexit 70\n'), wire, Buffer.from('\n')])
  writeFileSync(join(folder, 'electron'), program, { mode: 0o755 })
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'version', 'locales/en-US.pak'])
    writeFileSync(join(folder, name), 'stand-in\n')
}
