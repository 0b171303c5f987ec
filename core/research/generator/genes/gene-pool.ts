import { InputError, type ParameterSchema, required, type Timeframe } from '../../../domain/index.ts'
import { indicatorById } from '../../../features/index.ts'
import type { FeatureOperand } from '../../../strategies/index.ts'
import { OUTPUT_KINDS, type OutputKind } from './outputs.ts'

/** One set of parameters on the grid of an indicator: `scale` stretches its periods, `multiple` its multiplier. */
export interface Setting {
  readonly parameters: Readonly<Record<string, number>>
  readonly scale: number
  readonly multiple: number
}

export interface OutputGene extends OutputKind {
  /** Every set of parameters that may be drawn. */
  readonly settings: readonly Setting[]
}

/** The vocabulary of the trees that are drawn, crossed and mutated. */
export interface GenePool {
  readonly timeframe: Timeframe
  readonly outputs: readonly OutputGene[]
}

/** Default periods times these: a ladder on which one step is a small change, and few enough sets that columns are shared. */
const SCALES = [0.5, 1, 2, 4, 8, 16, 32] as const
const MULTIPLES = [0.75, 1, 1.5] as const
const MULTIPLIERS = ['multiplier', 'deviations']
const LONGEST_PERIOD = 720
const SESSION_HOURS = [4, 8, 24] as const

function settingOf(schema: ParameterSchema, scale: number, multiple: number): Readonly<Record<string, number>> | undefined {
  const parameters: Record<string, number> = {}
  for (const [name, spec] of Object.entries(schema)) {
    let value = spec.default
    if (spec.unit === 'bars') value = Math.round(spec.default * (SCALES[scale] ?? 1))
    else if (spec.unit === 'hours') value = SESSION_HOURS[scale] ?? Number.NaN
    else if (MULTIPLIERS.includes(name)) value = spec.default * (MULTIPLES[multiple] ?? 1)
    const most = spec.unit === 'bars' ? Math.min(spec.max, LONGEST_PERIOD) : spec.max
    if (!(value >= spec.min && value <= most)) return undefined
    parameters[name] = value
  }
  return parameters
}

function settingsOf(feature: string): readonly Setting[] {
  const indicator = indicatorById(feature)
  const { parameters: schema } = indicator.descriptor
  const specs = Object.entries(schema)
  const scales = specs.some(([, { unit }]) => unit === 'bars' || unit === 'hours') ? SCALES.length : 1
  const multiples = specs.some(([name]) => MULTIPLIERS.includes(name)) ? MULTIPLES.length : 1
  const found: Setting[] = []
  for (let scale = 0; scale < scales; scale += 1)
    for (let multiple = 0; multiple < multiples; multiple += 1) {
      const parameters = settingOf(schema, scales === 1 ? 1 : scale, multiples === 1 ? 1 : multiple)
      if (parameters !== undefined) found.push({ parameters, scale, multiple })
    }
  return found
}

/** Every output that rules over candles of this length may read. Throws InputError for an indicator that is not made from candles. */
export function genePool(timeframe: Timeframe): GenePool {
  const outputs = OUTPUT_KINDS.map(({ output, ...kind }): OutputGene => {
    const { input, descriptor } = indicatorById(kind.feature)
    if (input !== 'bar' && input !== 'close')
      throw new InputError({ field: 'feature', value: kind.feature, remedy: 'choose one that is made from candles' })
    // One way to write an operand: the principal output goes without its name.
    const named = output === undefined || output === descriptor.outputs[0] ? {} : { output }
    return { ...kind, ...named, settings: settingsOf(kind.feature) }
  })
  return { timeframe, outputs }
}

export const sameParameters = (a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean => {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name])
}

export const operandOf = (gene: OutputKind, { parameters }: Setting): FeatureOperand => ({
  feature: gene.feature,
  parameters,
  ...(gene.output === undefined ? {} : { output: gene.output }),
})

/** The gene and setting that an operand was made of, or undefined for one that this pool does not hold. */
export function geneOf(
  pool: GenePool,
  operand: FeatureOperand,
): { readonly gene: OutputGene; readonly setting: Setting } | undefined {
  const gene = pool.outputs.find(({ feature, output }) => feature === operand.feature && output === operand.output)
  const setting = gene?.settings.find(({ parameters }) => sameParameters(parameters, operand.parameters))
  return gene === undefined || setting === undefined ? undefined : { gene, setting }
}

/** The operands one step away on the grid of parameters, in a fixed order. */
export function neighboursOf(pool: GenePool, operand: FeatureOperand): readonly FeatureOperand[] {
  const { gene, setting } = required(geneOf(pool, operand), `${operand.feature} is in the pool`)
  return gene.settings
    .filter(({ scale, multiple }) => Math.abs(scale - setting.scale) + Math.abs(multiple - setting.multiple) === 1)
    .map((each) => operandOf(gene, each))
}
