import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { pack, type PackedFacts, type PackedKind, type PackedSource, unpack } from './packing/index.ts'

/** A fair middle: level 19 saves three bytes in a hundred and takes twenty times as long. */
const LEVEL = 6
/** No block of ours comes near it; a frame that claims more is damaged. */
const MOST_BYTES = 256 * 1024 * 1024

/** Packed facts in one zstd frame that carries a check sum of its content. */
export const sealBlock = <Kind extends PackedKind>(kind: Kind, facts: readonly PackedFacts[Kind][]): Buffer =>
  zstdCompressSync(pack(kind, facts), {
    params: { [constants.ZSTD_c_compressionLevel]: LEVEL, [constants.ZSTD_c_checksumFlag]: 1 },
  })

/** Throws for a block whose bytes changed since it was sealed. */
export const openBlock = <Kind extends PackedKind>(
  kind: Kind,
  data: Uint8Array,
  source: PackedSource,
): readonly PackedFacts[Kind][] => unpack(kind, zstdDecompressSync(data, { maxOutputLength: MOST_BYTES }), source)
