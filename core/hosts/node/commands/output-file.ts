import { existsSync, rmSync, statSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { place } from '../../../adapters/durable-files/index.ts'
import { InputError } from '../../../domain/index.ts'

/** Where a command's result goes. */
export interface Output {
  write(text: string): Promise<void>
  /** Everything is there, under its final name. */
  commit(): Promise<void>
  /** Leaves nothing behind that was not there before. */
  abandon(): Promise<void>
}

/** Where a result is made before it gets its name. */
export const partialOf = (file: string): string => `${file}.partial`

/** Throws InputError, in the name of the option `field`, for a file that is there already, unless forced, or whose folder is not. */
export function checkTarget(file: string, force: boolean, field = '--out'): string {
  const target = resolve(file)
  const found = statSync(target, { throwIfNoEntry: false })
  if (found?.isDirectory() === true) throw new InputError({ field, value: file, remedy: 'is a folder; name a file in it' })
  if (found !== undefined && !force)
    throw new InputError({
      field,
      value: file,
      remedy: 'is there already; choose another name, or give --force to replace it',
    })
  if (!existsSync(dirname(target)))
    throw new InputError({ field, value: file, remedy: `${dirname(target)} is no folder; make it first` })
  return target
}

const refused = (file: string, error: unknown, field: string): InputError =>
  new InputError({
    field,
    value: file,
    remedy: `cannot be written (${error instanceof Error ? error.message : String(error)})`,
  })

/** A text file that has its name only once it is whole and on the disk. */
export async function fileOutput(file: string, force: boolean, field = '--out'): Promise<Output> {
  const target = checkTarget(file, force, field)
  const partial = partialOf(target)
  let handle: FileHandle
  try {
    handle = await open(partial, 'w')
  } catch (error) {
    throw refused(file, error, field)
  }
  return {
    async write(text) {
      try {
        // One call may write less than all of it, which is how a full disk begins.
        await handle.writeFile(text)
      } catch (error) {
        throw refused(file, error, field)
      }
    },
    async commit() {
      await handle.close()
      place(partial, target)
    },
    async abandon() {
      await handle.close()
      rmSync(partial, { force: true })
    },
  }
}

/** Thrown when the program behind a pipe has had enough. */
export class PipeClosed extends Error {}

export function stdoutOutput(): Output {
  const { stdout } = process
  let failure: NodeJS.ErrnoException | undefined
  let wake = (): void => undefined
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    failure = error
    wake()
  })
  stdout.on('drain', () => {
    wake()
  })
  return {
    async write(text) {
      await new Promise<void>((resolve) => {
        wake = resolve
        if (failure !== undefined || stdout.write(text)) resolve()
      })
      if (failure?.code === 'EPIPE') throw new PipeClosed()
      if (failure !== undefined) throw failure
    },
    commit: () => Promise.resolve(),
    abandon: () => Promise.resolve(),
  }
}
