import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline, type Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { InputError } from '../../domain/index.ts'

/** Longer than any exchange's list of instruments. */
const MAX_LINE = 256 * 1024 * 1024

const unreadable = (file: string, error: unknown): InputError =>
  new InputError({
    field: 'capture',
    value: file,
    remedy: `cannot be read (${error instanceof Error ? error.message : String(error)}): give a plain, gzip or zstd file`,
  })

async function compressionOf(file: string): Promise<'gzip' | 'zstd' | 'none'> {
  const handle = await open(file)
  try {
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0)
    if (buffer.readUInt16BE(0) === 0x1f8b) return 'gzip'
    return buffer.readUInt32LE(0) === 0xfd2fb528 ? 'zstd' : 'none'
  } finally {
    await handle.close()
  }
}

/** Unpacked by content, whatever the file is called. */
async function openPlain(file: string): Promise<Readable> {
  const compression = await compressionOf(file)
  const source = createReadStream(file, { highWaterMark: 256 * 1024 })
  if (compression === 'none') return source
  const unpack = compression === 'gzip' ? createGunzip() : createZstdDecompress()
  // A failure of either stream destroys the other and reaches the reader as the iteration's error.
  return pipeline(source, unpack, () => undefined)
}

/** The lines of a file in batches as they are unpacked. Throws {@link InputError} naming the file. */
export async function* readLineBatches(file: string): AsyncGenerator<string[]> {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  try {
    const stream = await openPlain(file)
    for await (const chunk of stream) {
      rest += decoder.write(chunk as Buffer)
      const lines = rest.split('\n')
      rest = lines.pop() ?? ''
      if (rest.length > MAX_LINE) throw new Error(`a line is longer than ${String(MAX_LINE)} characters`)
      yield lines
    }
  } catch (error) {
    throw unreadable(file, error)
  }
  rest += decoder.end()
  if (rest !== '') yield [rest]
}
