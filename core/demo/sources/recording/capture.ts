import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { type BookLevel, InputError, price, quantity } from '../../../domain/index.ts'

export interface DepthFrame {
  readonly kind: 'depth'
  readonly exchangeTime: number
  readonly first: number
  readonly last: number
  readonly bids: readonly (readonly [string, string])[]
  readonly asks: readonly (readonly [string, string])[]
}
export interface TradeFrame {
  readonly kind: 'trade'
  readonly exchangeTime: number
  readonly tradeTime: number
  readonly id: number
  readonly price: string
  readonly quantity: string
  readonly buyerIsMaker: boolean
}
export interface TouchFrame {
  readonly kind: 'touch'
  readonly updateId: number
  readonly bid: readonly [string, string]
  readonly ask: readonly [string, string]
}
export type Frame = DepthFrame | TradeFrame | TouchFrame

export interface Snapshot {
  readonly lastUpdateId: number
  readonly bids: readonly (readonly [string, string])[]
  readonly asks: readonly (readonly [string, string])[]
}

/**
 * A recording of one symbol. The snapshot was asked for while frames already came in, so the first
 * frames end before it and one spans it: all are kept, in the order received.
 */
export interface Capture {
  readonly snapshot: Snapshot
  /** Byte offsets of the frames' lines. */
  readonly starts: Float64Array
  readonly ends: Float64Array
  readonly bytes: Buffer
}

type Pair = readonly [string, string]
interface RawData {
  readonly e?: string
  readonly E: number
  readonly U: number
  readonly u: number
  readonly b: readonly Pair[] | string
  readonly a: readonly Pair[] | string
  readonly B: string
  readonly A: string
  readonly t: number
  readonly p: string
  readonly q: string
  readonly T: number
  readonly m: boolean
}

export const levelsOf = (pairs: readonly Pair[]): BookLevel[] =>
  pairs.map(([at, size]) => ({ price: price(at), quantity: quantity(size) }))

/** Reads every capture of the folder, in name order, as one recording. */
export function readCapture(folder: string): Capture {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl.br'))
    .sort()
  const bytes = Buffer.concat(names.map((name) => brotliDecompressSync(readFileSync(join(folder, name)))))
  const starts: number[] = []
  const ends: number[] = []
  let snapshot: Snapshot | undefined
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(10, start)
    const end = found < 0 ? bytes.length : found
    if (snapshot === undefined && bytes.toString('latin1', start, start + 40).includes('{"lastUpdateId"')) {
      const text = bytes.toString('latin1', start, end)
      snapshot = JSON.parse(text.slice(text.indexOf('{'))) as Snapshot
    } else {
      starts.push(start)
      ends.push(end)
    }
    start = end + 1
  }
  if (snapshot === undefined)
    throw new InputError({ field: 'dataDir', value: folder, remedy: 'a recording with a depth snapshot must be there' })
  return { snapshot, starts: Float64Array.from(starts), ends: Float64Array.from(ends), bytes }
}

/** The local receive time of a line, ms, and its frame. */
export function frameAt(capture: Capture, index: number): { readonly receivedAt: number; readonly frame: Frame } | undefined {
  const start = capture.starts[index]
  const end = capture.ends[index]
  if (start === undefined || end === undefined) return undefined
  const text = capture.bytes.toString('latin1', start, end)
  const space = text.indexOf(' ')
  const receivedAt = Number(text.slice(0, space - 6)) + Number(text.slice(space - 6, space)) / 1e6
  const { data } = JSON.parse(text.slice(space + 1)) as { readonly data: RawData }
  return { receivedAt, frame: frameOf(data) }
}

function frameOf(data: RawData): Frame {
  if (data.e === 'depthUpdate') {
    const bids = typeof data.b === 'string' ? [] : data.b
    const asks = typeof data.a === 'string' ? [] : data.a
    return { kind: 'depth', exchangeTime: data.E, first: data.U, last: data.u, bids, asks }
  }
  if (data.e === 'trade')
    return {
      kind: 'trade',
      exchangeTime: data.E,
      tradeTime: data.T,
      id: data.t,
      price: data.p,
      quantity: data.q,
      buyerIsMaker: data.m,
    }
  return { kind: 'touch', updateId: data.u, bid: [String(data.b), data.B], ask: [String(data.a), data.A] }
}
