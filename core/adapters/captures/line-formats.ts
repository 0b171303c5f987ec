import { type Millis, millis } from '../../domain/index.ts'
import { type CaptureFormat, type CaptureRecord, corrupt, type LineResult, SKIP } from './record.ts'

/** Recorders write JSON texts; one that does not end like JSON was cut off. */
const looksWhole = (text: string): boolean => {
  const first = text.charAt(0)
  const last = text.charAt(text.length - 1)
  return (first === '{' && last === '}') || (first === '[' && last === ']') || /^"?[a-z]*"?$/.test(text)
}

const seconds = (value: number): Millis => millis(Math.floor(value * 1000))

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Sentinel's own format and cryptofeed's version 3 differ in one field name and a header line. */
function jsonLine(line: string): LineResult {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    return corrupt(error instanceof Error ? error.message : 'not JSON')
  }
  if (!isRecord(value)) return corrupt('not a JSON object')
  const { t, conn, ts, url, addr, data } = value
  if (t === 'header') return SKIP
  if (t !== 'http' && t !== 'connect' && t !== 'send' && t !== 'recv') return corrupt('"t" is not http, connect, send or recv')
  if (typeof conn !== 'string') return corrupt('"conn" is not text')
  if (typeof ts !== 'number' || !Number.isFinite(ts) || ts <= 0) return corrupt('"ts" is not a time in seconds')
  const text = data ?? ''
  if (typeof text !== 'string' || (t !== 'connect' && data === undefined)) return corrupt('"data" is not text')
  const address = url ?? addr
  const record = { kind: t, connection: conn, receivedTime: seconds(ts), text } as const
  return { type: 'record', record: typeof address === 'string' ? { ...record, url: address } : record }
}

/** `<local receive time, ns> <text>`; REST depth replies stand between the frames. */
function hftbacktestLine(line: string): LineResult {
  const space = line.indexOf(' ')
  const stamp = line.slice(0, space)
  if (!/^\d{16,19}$/.test(stamp)) return corrupt('no nanosecond time before the text')
  const text = line.slice(space + 1)
  if (!looksWhole(text)) return corrupt('the text is cut off')
  const kind = text.startsWith('{"lastUpdateId"') ? 'http' : 'recv'
  return { type: 'record', record: { kind, connection: 'capture', receivedTime: millis(Number(stamp.slice(0, -6))), text } }
}

const RECEIVED = /^(\d{9,11}(?:\.\d+)?): /
const ADDRESSED = /^(\S+) (->|<-|<->) (\d{9,11}(?:\.\d+)?)(?:: ?|$)/

/** cryptofeed's text form: `t: text`, `url -> t: body`, `addr <-> t`, `addr <- t: text`. */
function cryptofeedTextLine(line: string): LineResult {
  const received = RECEIVED.exec(line)
  if (received !== null) {
    const text = line.slice(received[0].length)
    if (!looksWhole(text)) return corrupt('the text is cut off')
    return { type: 'record', record: { kind: 'recv', connection: 'ws', receivedTime: seconds(Number(received[1])), text } }
  }
  if (line.startsWith('configuration: ')) return SKIP
  const addressed = ADDRESSED.exec(line)
  if (addressed === null) return corrupt('neither "time: text" nor "address -> time: text"')
  const [head, url = '', arrow, time] = addressed
  const text = line.slice(head.length)
  const kind = arrow === '->' ? 'http' : arrow === '<-' ? 'send' : 'connect'
  if (kind === 'http' && text === '') return SKIP
  if (kind !== 'connect' && !looksWhole(text)) return corrupt('the text is cut off')
  const record: CaptureRecord = {
    kind,
    connection: kind === 'http' ? 'http' : 'ws',
    receivedTime: seconds(Number(time)),
    url,
    text: kind === 'connect' ? '' : text,
  }
  return { type: 'record', record }
}

/** Which format a line belongs to, or null. */
export function formatOfLine(line: string): CaptureFormat | null {
  if (/^\d{16,19} [[{]/.test(line)) return 'hftbacktest'
  if (line.startsWith('{')) {
    if (/^\{"t": ?"header"/.test(line)) return 'cryptofeed'
    return /"t": ?"(http|connect|send|recv)"/.test(line) ? 'sentinel' : null
  }
  return RECEIVED.test(line) || ADDRESSED.test(line) || line.startsWith('configuration: ') ? 'cryptofeed' : null
}

export function parseLine(format: CaptureFormat, line: string): LineResult {
  if (line.trim() === '') return SKIP
  if (format === 'hftbacktest') return hftbacktestLine(line)
  if (format === 'sentinel' || line.startsWith('{')) return jsonLine(line)
  return cryptofeedTextLine(line)
}
