/**
 * Facts of one kind and one market -> the fewest bytes that give back exactly the same facts.
 * Invariant: unpack(pack(facts)) equals facts, whatever their size, precision or order; bytes that no
 * packing made are a PackedError. Pure: compression and check sums are the caller's.
 */
import {
  type BookBins,
  type BookSnapshot,
  type Candle,
  type DerivedMetrics,
  type InstrumentId,
  TIMEFRAMES,
  type Trade,
} from '../../../../domain/index.ts'
import { readBooks, writeBooks } from './book-codec.ts'
import { ByteReader, ByteWriter, PackedError } from './bytes.ts'
import {
  readBins,
  readCandles,
  readMetrics,
  readTrades,
  writeBins,
  writeCandles,
  writeMetrics,
  writeTrades,
} from './fact-codecs.ts'

export { PackedError } from './bytes.ts'

export interface PackedFacts {
  readonly trades: Trade
  readonly candles: Candle
  readonly books: BookSnapshot
  readonly bins: BookBins
  readonly metrics: DerivedMetrics
}

export type PackedKind = keyof PackedFacts

type Write<Kind extends PackedKind> = (writer: ByteWriter, facts: readonly PackedFacts[Kind][]) => void
type Read<Kind extends PackedKind> = (reader: ByteReader, of: PackedSource) => readonly PackedFacts[Kind][]

/** What the facts of a block have in common and a row of them need not say again. */
export interface PackedSource {
  readonly instrument: InstrumentId
  /** Of candles their timeframe, else empty. */
  readonly series: string
}

function readCandlesOf(reader: ByteReader, { instrument, series }: PackedSource): readonly Candle[] {
  const timeframe = TIMEFRAMES.find((each) => each === series)
  if (timeframe === undefined) throw new PackedError(`"${series}" is no timeframe`)
  return readCandles(reader, instrument, timeframe)
}

const CODECS: { readonly [Kind in PackedKind]: { readonly write: Write<Kind>; readonly read: Read<Kind> } } = {
  trades: { write: writeTrades, read: (reader, { instrument }) => readTrades(reader, instrument) },
  candles: { write: writeCandles, read: readCandlesOf },
  books: { write: writeBooks, read: (reader, { instrument }) => readBooks(reader, instrument) },
  bins: { write: writeBins, read: (reader, { instrument }) => readBins(reader, instrument) },
  metrics: { write: writeMetrics, read: (reader, { instrument }) => readMetrics(reader, instrument) },
}

/** The first byte; a new layout gets a new number and the old one stays readable. */
const LAYOUT = 1

export function pack<Kind extends PackedKind>(kind: Kind, facts: readonly PackedFacts[Kind][]): Uint8Array {
  const writer = new ByteWriter()
  writer.byte(LAYOUT)
  CODECS[kind].write(writer, facts)
  return writer.take()
}

/** Throws PackedError. */
export function unpack<Kind extends PackedKind>(
  kind: Kind,
  bytes: Uint8Array,
  source: PackedSource,
): readonly PackedFacts[Kind][] {
  const reader = new ByteReader(bytes)
  const layout = reader.byte()
  if (layout !== LAYOUT) throw new PackedError(`layout ${String(layout)} is unknown`)
  const facts = CODECS[kind].read(reader, source)
  reader.end()
  return facts
}
