import { inflateSync } from 'node:zlib'
import { PNG } from 'pngjs'

/** RGBA, eight bits each, row by row; opaque throughout. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const CHANNELS = 4

export const blank = (width: number, height: number): Picture => {
  const data = new Uint8Array(width * height * CHANNELS)
  for (let alpha = 3; alpha < data.length; alpha += CHANNELS) data[alpha] = 255
  return { width, height, data }
}

const BEFORE_CHUNKS = 8

/**
 * A PNG of eight bits a channel, not interlaced, as Chromium takes them and {@link encode} writes them: several times
 * faster than a reader of all kinds, and the pictures are large.
 */
export function decode(file: Buffer): Picture {
  let [width, height, channels] = [0, 0, CHANNELS]
  const packed: Buffer[] = []
  for (let at = BEFORE_CHUNKS; at < file.length; ) {
    const length = file.readUInt32BE(at)
    const type = file.toString('latin1', at + 4, at + 8)
    const body = file.subarray(at + 8, at + 8 + length)
    if (type === 'IHDR') {
      ;[width, height] = [body.readUInt32BE(0), body.readUInt32BE(4)]
      const [depth, colour, , , interlaced] = body.subarray(8)
      if (depth !== 8 || (colour !== 2 && colour !== 6) || interlaced !== 0) throw new Error('not a PNG of the kind read here')
      channels = colour === 2 ? 3 : 4
    } else if (type === 'IDAT') packed.push(body)
    at += length + 12
  }
  const picture = blank(width, height)
  unfilter(inflateSync(Buffer.concat(packed)), picture, channels)
  return picture
}

/** Undoes the five row filters of PNG (ISO 15948, 9.2), from lines of `channels` bytes a pixel into four. */
function unfilter(lines: Uint8Array, { width, height, data }: Picture, channels: number): void {
  const span = width * channels
  let above = new Uint8Array(span)
  let row = new Uint8Array(span)
  for (let y = 0; y < height; y += 1) {
    const from = y * (span + 1)
    const filter = lines[from] ?? 0
    for (let x = 0; x < span; x += 1) {
      const left = x < channels ? 0 : (row[x - channels] ?? 0)
      const up = above[x] ?? 0
      const raw = lines[from + 1 + x] ?? 0
      if (filter === 0) row[x] = raw
      else if (filter === 1) row[x] = raw + left
      else if (filter === 2) row[x] = raw + up
      else if (filter === 3) row[x] = raw + ((left + up) >> 1)
      else row[x] = raw + paeth(left, up, x < channels ? 0 : (above[x - channels] ?? 0))
    }
    for (let x = 0, to = y * width * CHANNELS; x < span; x += channels, to += CHANNELS) {
      data[to] = row[x] ?? 0
      data[to + 1] = row[x + 1] ?? 0
      data[to + 2] = row[x + 2] ?? 0
    }
    ;[above, row] = [row, above]
  }
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
  if (toLeft <= toUp && toLeft <= toCorner) return left
  return toUp <= toCorner ? up : corner
}

export function encode({ width, height, data }: Picture): Buffer {
  const png = new PNG({ width, height })
  png.data = Buffer.from(data)
  return PNG.sync.write(png, { colorType: 2, deflateLevel: 9, filterType: -1 })
}

/**
 * A part of a picture, `factor` times smaller: each pixel is the mean of a square of the original, so that the edges of
 * glyphs, which every machine rasterises in its own way, melt into how much ink is where. Less than a square at the
 * right and at the bottom is left out.
 */
export function shrink(from: Picture, box: Box, factor: number): Picture {
  const [left, top] = [Math.round(box.x), Math.round(box.y)]
  const small = blank(Math.floor(Math.round(box.width) / factor), Math.floor(Math.round(box.height) / factor))
  const span = small.width * CHANNELS
  const area = factor * factor
  const sums = new Uint32Array(span)
  for (let y = 0; y < small.height; y += 1) {
    sums.fill(0)
    for (let dy = 0; dy < factor; dy += 1) {
      let at = ((top + y * factor + dy) * from.width + left) * CHANNELS
      for (let x = 0; x < span; x += CHANNELS)
        for (let dx = 0; dx < factor; dx += 1, at += CHANNELS) {
          sums[x] = (sums[x] ?? 0) + (from.data[at] ?? 0)
          sums[x + 1] = (sums[x + 1] ?? 0) + (from.data[at + 1] ?? 0)
          sums[x + 2] = (sums[x + 2] ?? 0) + (from.data[at + 2] ?? 0)
        }
    }
    for (let x = 0; x < span; x += 1) if (x % CHANNELS !== 3) small.data[y * span + x] = Math.round((sums[x] ?? 0) / area)
  }
  return small
}

const STEP = 17

/**
 * Sixteen steps a channel where neighbours differ, as within words, and exact where they are alike, as surfaces are:
 * files a third of the size, and a changed colour still shows.
 */
export function coarse({ width, height, data }: Picture, exactSurfaces = true): Picture {
  const picture = { width, height, data: data.slice() }
  const like = (at: number, other: number): boolean =>
    other >= 0 && data[at] === data[other] && data[at + 1] === data[other + 1] && data[at + 2] === data[other + 2]
  for (let at = 0; at < data.length; at += CHANNELS) {
    if (exactSurfaces && like(at, at - CHANNELS) && like(at, at - width * CHANNELS)) continue
    for (let channel = at; channel < at + 3; channel += 1) picture.data[channel] = Math.round((data[channel] ?? 0) / STEP) * STEP
  }
  return picture
}

/** How far a value is from what a coarse one may stand for. */
const distance = (coarsened: number, value: number): number => {
  const apart = Math.abs(coarsened - value)
  return coarsened % STEP === 0 ? Math.max(0, apart - STEP / 2) : apart
}

export function greyscale({ width, height, data }: Picture): Picture {
  const grey = blank(width, height)
  for (let at = 0; at < data.length; at += CHANNELS) {
    const light = Math.round(0.2126 * (data[at] ?? 0) + 0.7152 * (data[at + 1] ?? 0) + 0.0722 * (data[at + 2] ?? 0))
    grey.data.fill(light, at, at + 3)
  }
  return grey
}

export interface Difference {
  /**
   * Pixels of which some channel differs by more than {@link FAR} of 255, over those that are not of the commonest
   * colour: a table of three rows in a large panel is judged by its rows.
   */
  readonly far: number
  /** Mean over all pixels of the channel that differs most, of 255. */
  readonly mean: number
  /** Grey where alike, red where not. */
  readonly picture: Picture
}

export const FAR = 14

const LEAST_DRAWN = 100

/** How many pixels are not of the commonest colour. */
function drawn({ data }: Picture): number {
  const counts = new Map<number, number>()
  for (let at = 0; at < data.length; at += CHANNELS) {
    const colour = ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0)
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  return data.length / CHANNELS - Math.max(0, ...counts.values())
}

/** Against a coarse picture of the same size. */
export function compare(expected: Picture, actual: Picture): Difference {
  const picture = greyscale(actual)
  let far = 0
  let sum = 0
  for (let at = 0; at < expected.data.length; at += CHANNELS) {
    let most = 0
    for (let channel = 0; channel < 3; channel += 1)
      most = Math.max(most, distance(expected.data[at + channel] ?? 0, actual.data[at + channel] ?? 0))
    sum += most
    if (most <= FAR) continue
    far += 1
    picture.data.set([255, 40, 40], at)
  }
  const pixels = Math.max(1, expected.data.length / CHANNELS)
  return { far: far / Math.max(LEAST_DRAWN, drawn(expected)), mean: sum / pixels, picture }
}
