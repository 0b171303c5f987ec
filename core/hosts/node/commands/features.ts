import { once } from 'node:events'
import { readCandleColumnsLossy } from '../../../adapters/candle-files/index.ts'
import { InputError } from '../../../domain/index.ts'
import { type AnyIndicator, computeColumns, type Indicator, indicatorById, indicatorCatalog } from '../../../features/index.ts'
import { type CommandSpec, helpOf, parseOptions, wholeOption } from './arguments.ts'
import { catalogText, type FeatureSeries, seriesJson, seriesText } from './feature-text.ts'

type Print = (text: string) => Promise<void>

/** Waits where a slow reader of a pipe asks for it; a reader that has seen enough, such as `head`, is no error. */
const toStdout: Print = async (text) => {
  const { stdout } = process
  if (stdout.destroyed || stdout.write(text)) return
  try {
    await once(stdout, 'drain')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error
  }
}

const isCandleIndicator = (indicator: AnyIndicator): indicator is Indicator<'bar'> | Indicator<'close'> =>
  indicator.input === 'bar' || indicator.input === 'close'

/** Throws InputError unless the text is a JSON object; the indicator checks what is in it. */
function parameterObject(text: string | undefined): Readonly<Record<string, unknown>> {
  if (text === undefined) return {}
  const problem = { field: '--params', value: text, remedy: 'give a JSON object such as {"period": 14}' }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new InputError(problem)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new InputError(problem)
  return value as Readonly<Record<string, unknown>>
}

/** The indicator over the candles of a file: the numbers that live trading would have after each closed candle. */
async function compute(name: string, parametersText: string | undefined, file: string | undefined): Promise<FeatureSeries> {
  const indicator = indicatorById(name)
  if (!isCandleIndicator(indicator))
    throw new InputError({ field: 'indicator', value: name, remedy: `it is fed by ${indicator.descriptor.sees}, not by candles` })
  const parameters = indicator.resolve(parameterObject(parametersText))
  if (file === undefined) throw new InputError({ field: '--candles', value: 'missing', remedy: 'give a CSV file of candles' })
  const candles = await readCandleColumnsLossy(file)
  return {
    indicator: name,
    parameters,
    warmUp: indicator.warmUp(parameters),
    time: candles.openTime,
    outputs: computeColumns(indicator, candles, parameters),
  }
}

export function featuresCommand(print: Print = toStdout): CommandSpec {
  const spec: CommandSpec = {
    name: 'features',
    summary: 'Lists the indicators, or computes one over a file of candles.',
    usage: 'features [--json] | features compute NAME --candles FILE [options]',
    options: [
      ['--json', 'prints JSON: the whole catalogue, or the time (epoch ms of the opening) and outputs of every candle'],
      ['--candles FILE', 'CSV or CSV.gz, oldest first: open_time_ms,open,high,low,close,volume and variants of it'],
      ['--params JSON', 'parameters that differ from the defaults, such as {"period": 14}'],
      ['--last N', 'rows of the table, 1 to 1000000 (default 20); JSON has them all'],
    ],
    async run(args) {
      const computing = args[0] === 'compute'
      const [name, rest] =
        computing && args[1]?.startsWith('-') === false ? [args[1], args.slice(2)] : [undefined, args.slice(computing ? 1 : 0)]
      const values = parseOptions(rest, {
        json: { type: 'boolean', default: false },
        candles: { type: 'string' },
        params: { type: 'string' },
        last: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      })
      if (values.help) {
        await print(helpOf(spec))
        return 0
      }
      const last = wholeOption('--last', values.last, 20, { min: 1, max: 1_000_000 })
      if (!computing) {
        const stray = (['candles', 'params', 'last'] as const).find((option) => values[option] !== undefined)
        if (stray !== undefined)
          throw new InputError({ field: `--${stray}`, value: values[stray] ?? '', remedy: 'it belongs to features compute NAME' })
        await print(values.json ? `${JSON.stringify({ indicators: indicatorCatalog() })}\n` : catalogText(indicatorCatalog()))
        return 0
      }
      if (name === undefined)
        throw new InputError({ field: 'indicator', value: 'missing', remedy: 'features --json lists their names' })
      const series = await compute(name, values.params, values.candles)
      for (const part of values.json ? seriesJson(series) : [seriesText(series, last)]) await print(part)
      return 0
    },
  }
  return spec
}
