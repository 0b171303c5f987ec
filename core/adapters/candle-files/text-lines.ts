import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline, type Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { createGunzip } from 'node:zlib'
import { InputError } from '../../domain/index.ts'

/** No row of a candle file comes near this. */
const MAX_LINE = 64 * 1024

async function isGzip(file: string): Promise<boolean> {
  const handle = await open(file)
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0)
    return bytesRead === 2 && buffer.readUInt16BE(0) === 0x1f8b
  } finally {
    await handle.close()
  }
}

/** Unpacked by content, whatever the file is called. A failure of either stream reaches the reader. */
async function openPlain(file: string): Promise<Readable> {
  const packed = await isGzip(file)
  const source = createReadStream(file, { highWaterMark: 256 * 1024 })
  return packed ? pipeline(source, createGunzip(), () => undefined) : source
}

/** The lines of a text file without their ends, in batches as they are unpacked. Throws InputError naming the file and `what` it should hold. */
export async function* textLines(file: string, what = 'candles'): AsyncGenerator<readonly string[]> {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  try {
    for await (const chunk of await openPlain(file)) {
      rest += decoder.write(chunk as Buffer)
      const lines = rest.split('\n')
      rest = lines.pop() ?? ''
      if (rest.length > MAX_LINE) throw new Error(`a line is longer than ${String(MAX_LINE)} characters`)
      yield lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new InputError({ field: what, value: file, remedy: `cannot be read (${reason}): give a CSV file, plain or gzip` })
  }
  rest += decoder.end()
  if (rest !== '') yield [rest]
}
