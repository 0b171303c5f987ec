import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { Writable } from 'node:stream'
import { createGzip, createZstdCompress } from 'node:zlib'
import type { CaptureRecord } from './record.ts'

export interface CaptureWriter {
  /** False when the disk is behind: the caller may drop or wait for {@link CaptureWriter.drained}. */
  write(record: CaptureRecord): boolean
  drained(): Promise<void>
  /** Everything is on disk when this resolves; rejects when writing failed. */
  close(): Promise<void>
}

/** One record as a line of Sentinel's format, without the line end. */
export function formatRecord(record: CaptureRecord): string {
  return JSON.stringify({
    t: record.kind,
    conn: record.connection,
    ts: record.receivedTime / 1000,
    ...(record.url === undefined ? {} : { url: record.url }),
    ...(record.kind === 'connect' ? {} : { data: record.text }),
  })
}

/** Writes raw frames in Sentinel's format. */
export function openCaptureWriter(file: string, compression: 'gzip' | 'zstd' | 'none' = 'zstd'): CaptureWriter {
  const disk = createWriteStream(file, { flags: 'wx' })
  let head: Writable = disk
  if (compression !== 'none') {
    const pack = compression === 'gzip' ? createGzip() : createZstdCompress()
    pack.pipe(disk)
    disk.on('error', (error) => pack.destroy(error))
    head = pack
  }
  const done = finished(disk)
  let failure: Error | undefined
  done.catch((error: unknown) => {
    failure = error instanceof Error ? error : new Error(String(error))
  })
  return {
    write: (record) => {
      if (failure !== undefined) throw failure
      return head.write(`${formatRecord(record)}\n`)
    },
    drained: () =>
      head.writableNeedDrain
        ? new Promise((resolve, reject) => {
            head.once('drain', resolve)
            done.catch(reject)
          })
        : Promise.resolve(),
    close: async () => {
      head.end()
      await done
    },
  }
}
