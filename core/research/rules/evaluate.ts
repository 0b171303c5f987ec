import { computeColumns, indicatorById, resolveFeature, type ResolvedFeature } from '../../features/index.ts'
import { type ComparisonRule, featureRequest, type Operand, operandKey, type Rule } from '../../strategies/index.ts'
import { above, aboveConstant, BarBits, belowConstant, both, either } from '../columns/bits.ts'
import { ByteCache } from './byte-cache.ts'
import type { RuleHistory } from './history.ts'

/** Bytes for columns and bits of one evaluator unless told otherwise: some 200 columns of 90 days of minutes, and their bits. */
export const CACHE_BYTES = 256 * 1024 * 1024

/** The same for comparisons that always hold at the same bars. */
export function comparisonKey({ is, left, right }: ComparisonRule): string {
  const [more, less] = is === 'above' ? [left, right] : [right, left]
  return `${operandKey(more)} > ${operandKey(less)}`
}

/** What makes columns. */
export type RunningIndicator = Pick<ResolvedFeature, 'indicator' | 'parameters'>

/** The comparisons of a rule from left to right, repeated ones too. */
export const comparisonsOf = (rule: Rule): readonly ComparisonRule[] =>
  'rules' in rule ? rule.rules.flatMap(comparisonsOf) : [rule]

/**
 * Rules over a whole history as one bit a bar. Columns of features and bits of comparisons are made once and kept
 * within a number of bytes, whoever asks for them.
 */
export class RuleEvaluator {
  readonly history: RuleHistory
  readonly #columns: ByteCache<Float64Array>
  readonly #bits: ByteCache<BarBits>
  /** Bits that others made, by the key of their comparison. */
  #lent: ReadonlyMap<string, BarBits> = new Map()
  /** Columns that others made, by the key of their feature. */
  #lentColumns: ReadonlyMap<string, Float64Array> = new Map()

  /** Columns take up to 7/8 of the bytes, bits the rest. */
  constructor(history: RuleHistory, bytes = CACHE_BYTES) {
    this.history = history
    this.#columns = new ByteCache((bytes / 8) * 7, (column) => column.byteLength)
    this.#bits = new ByteCache(bytes / 8, (bits) => bits.words.byteLength)
  }

  /** What the caches hold. */
  get bytes(): number {
    return this.#columns.bytes + this.#bits.bytes
  }

  /** Bits to use instead of making them, until others are lent. */
  lend(bits: ReadonlyMap<string, BarBits>): void {
    this.#lent = bits
  }

  /** The same for columns. */
  lendColumns(columns: ReadonlyMap<string, Float64Array>): void {
    this.#lentColumns = columns
  }

  /** Where a rule holds. Not to be written into: it may be shared. */
  holds(rule: Rule): BarBits {
    if (!('rules' in rule)) return this.#compared(rule)
    const [first, ...others] = rule.rules.map((member) => this.holds(member))
    if (first === undefined) return new BarBits(this.history.bars.close.length)
    return others.reduce(rule.is === 'all' ? both : either, first)
  }

  #compared(rule: ComparisonRule): BarBits {
    const key = comparisonKey(rule)
    const known = this.#lent.get(key) ?? this.#bits.get(key)
    if (known !== undefined) return known
    const bits = new BarBits(this.history.bars.close.length)
    this.compare(rule, bits)
    this.#bits.put(key, bits)
    return bits
  }

  /** Writes where a comparison holds into bits that are clear. */
  compare({ is, left, right }: ComparisonRule, into: BarBits): void {
    const [more, less] = is === 'above' ? [left, right] : [right, left]
    if ('constant' in less) aboveConstant(this.#column(more), less.constant, into)
    else if ('constant' in more) belowConstant(this.#column(less), more.constant, into)
    else above(this.#column(more), this.#column(less), into, 0)
  }

  #column(operand: Operand): Float64Array {
    if ('price' in operand) return this.history.bars.close
    if ('constant' in operand) return new Float64Array(this.history.bars.close.length).fill(operand.constant)
    const feature = resolveFeature(featureRequest(operand))
    const known = this.#lentColumns.get(feature.key) ?? this.#columns.get(feature.key)
    if (known !== undefined) return known
    const [made] = this.make(feature, [feature.output]) as readonly [Float64Array]
    this.#columns.put(feature.key, made)
    return made
  }

  /** Columns of some outputs of an indicator, in their order. */
  make({ indicator: id, parameters }: RunningIndicator, outputs: readonly string[]): readonly Float64Array[] {
    const indicator = indicatorById(id)
    // A parsed tree reads only what is made from candles.
    if (indicator.input !== 'bar' && indicator.input !== 'close') throw new RangeError(`${id} is not made from candles`)
    return [...computeColumns(indicator, this.history.bars, parameters, outputs).values()]
  }
}
