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
async function openPlain(file: string): Promise<{ readonly stream: Readable; readonly bytesRead: () => number }> {
  const compression = await compressionOf(file)
  const source = createReadStream(file, { highWaterMark: 256 * 1024 })
  const bytesRead = (): number => source.bytesRead
  if (compression === 'none') return { stream: source, bytesRead }
  const unpack = compression === 'gzip' ? createGunzip() : createZstdDecompress()
  // A failure of either stream destroys the other and reaches the reader as the iteration's error.
  return { stream: pipeline(source, unpack, () => undefined), bytesRead }
}

/**
 * The lines of a file in batches as they are unpacked; `onBytes` is told how many more bytes of
 * the file (packed, as on disk) were read. Throws {@link InputError} naming the file.
 */
export async function* readLineBatches(file: string, onBytes?: (bytes: number) => void): AsyncGenerator<string[]> {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  try {
    const { stream, bytesRead } = await openPlain(file)
    let told = 0
    for await (const chunk of stream) {
      onBytes?.(bytesRead() - told)
      told = bytesRead()
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
