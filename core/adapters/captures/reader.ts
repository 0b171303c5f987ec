import { InputError } from '../../domain/index.ts'
import { formatOfLine, parseLine } from './line-formats.ts'
import { readLineBatches } from './lines.ts'
import { CAPTURE_FORMATS, type CaptureFormat, type CaptureRecord } from './record.ts'

export interface ReadCaptureOptions {
  /** Found out from the first line when absent. */
  readonly format?: CaptureFormat
  /** Called for each corrupt line instead of stopping at the first. */
  readonly onCorrupt?: (problem: InputError) => void
  /** Told how many more bytes of the files on disk were read. */
  readonly onBytes?: (bytes: number) => void
}

const unknownFormat = (file: string): InputError =>
  new InputError({
    field: 'capture',
    value: file,
    remedy: `the first line fits none of the formats ${CAPTURE_FORMATS.join(', ')}; check the file or name its format`,
  })

/** The format of a recording, from its first line. Throws {@link InputError}. */
export async function detectFormat(file: string): Promise<CaptureFormat> {
  for await (const lines of readLineBatches(file))
    for (const line of lines) {
      if (line.trim() === '') continue
      const format = formatOfLine(line)
      if (format === null) throw unknownFormat(file)
      return format
    }
  throw new InputError({ field: 'capture', value: file, remedy: 'the file is empty: give a recording' })
}

/**
 * The records of a recording in the order they were written, holding no more than one piece of
 * the file. Throws {@link InputError} naming file and line for a corrupt one, unless told to go on.
 */
export async function* readCapture(file: string, options: ReadCaptureOptions = {}): AsyncGenerator<CaptureRecord> {
  const format = options.format ?? (await detectFormat(file))
  let number = 0
  for await (const lines of readLineBatches(file, options.onBytes))
    for (const line of lines) {
      number += 1
      const result = parseLine(format, line)
      if (result.type === 'record') yield result.record
      else if (result.type === 'corrupt') {
        const problem = new InputError({
          field: `${file}:${String(number)}`,
          value: line.slice(0, 80),
          remedy: `corrupt ${format} line (${result.reason}): repair or remove it`,
        })
        if (options.onCorrupt === undefined) throw problem
        options.onCorrupt(problem)
      }
    }
}

async function* withAddresses(records: AsyncGenerator<CaptureRecord>): AsyncGenerator<CaptureRecord> {
  const addresses = new Map<string, string>()
  for await (const record of records) {
    const { kind, connection, url } = record
    if (kind === 'connect' && url !== undefined) addresses.set(connection, url)
    const opened = kind === 'recv' && url === undefined ? addresses.get(connection) : undefined
    yield opened === undefined ? record : { ...record, url: opened }
  }
}

/**
 * Several recordings as one, by receive time; equal times keep the order of the files. Each file
 * stays in its own order even where its times step back. Frames carry the address that their
 * connection was opened with, where the file says it: some venues name the kind of market only there.
 */
export async function* mergeCaptures(files: readonly string[], options: ReadCaptureOptions = {}): AsyncGenerator<CaptureRecord> {
  const open: { readonly source: AsyncGenerator<CaptureRecord>; head: CaptureRecord }[] = []
  for (const file of files) {
    const source = withAddresses(readCapture(file, options))
    const first = await source.next()
    if (first.done !== true) open.push({ source, head: first.value })
  }
  try {
    for (;;) {
      let earliest = open[0]
      if (earliest === undefined) return
      for (const candidate of open) if (candidate.head.receivedTime < earliest.head.receivedTime) earliest = candidate
      yield earliest.head
      const next = await earliest.source.next()
      if (next.done === true) open.splice(open.indexOf(earliest), 1)
      else earliest.head = next.value
    }
  } finally {
    for (const { source } of open) await source.return(undefined)
  }
}
