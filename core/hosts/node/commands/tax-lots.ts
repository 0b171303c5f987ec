import { add, InputError, type Money, toWire, ZERO_MONEY } from '../../../domain/index.ts'
import type { AccountRecord } from '../../../journal/index.ts'
import {
  LOT_METHODS,
  LOT_SCOPES,
  type LotMethod,
  type LotReport,
  type LotScope,
  lotsOf,
  type PriceOf,
} from '../../../portfolio/index.ts'
import { ACCOUNT_HELP, ACCOUNT_OPTIONS, readAccount } from './account-file.ts'
import { type CommandSpec, choiceOption, helpOf, parseOptions, wholeOption } from './arguments.ts'
import { writeCsv } from './csv-output.ts'
import { dataFolder } from './market-options.ts'
import { type Print, toStdout } from './print.ts'
import { withRecordedPrices } from './recorded-prices.ts'
import { lotRows, lotText } from './tax-lot-text.ts'

interface Wanted {
  readonly method: LotMethod
  readonly scope: LotScope
  /** Of the disposals; all of them where it is absent. */
  readonly year?: number
  readonly currency?: string
}

export interface TaxLots extends LotReport {
  readonly environment: string
  readonly year: number | null
  /** Epoch ms: what is open is what was open then. */
  readonly until: number
  /** Funding received or, below zero, paid in that time: it belongs to no lot and is in no gain. */
  readonly funding: readonly { readonly instrument: string; readonly funding: Money }[]
}

function fundingOf({ funding }: AccountRecord, from: number, end: number): TaxLots['funding'] {
  const sums = new Map<string, Money>()
  for (const each of funding)
    if (each.at >= from && each.at < end) sums.set(each.instrument, add(sums.get(each.instrument) ?? ZERO_MONEY, each.funding))
  return [...sums].map(([instrument, sum]) => ({ instrument, funding: sum }))
}

/** Disposals of one year and what was open at its end, or all of them and what is open now. */
export function taxLots(
  record: AccountRecord,
  { method, scope, year, currency = record.currency }: Wanted,
  priceOf: PriceOf = record.prices.priceOf,
): TaxLots {
  const [from, end] = year === undefined ? [0, Infinity] : [Date.UTC(year, 0), Date.UTC(year + 1, 0)]
  const entries = record.lotEntries.filter(({ at }) => at < end)
  const report = lotsOf(entries, scope === 'asset' ? { method, scope, currency, priceOf } : { method, scope, priceOf })
  return {
    ...report,
    environment: record.environment,
    year: year ?? null,
    until: Math.min(record.lastAt, end - 1),
    funding: fundingOf(record, from, end),
    disposals: report.disposals.filter(({ disposed }) => disposed.at >= from),
  }
}

export function taxLotsCommand(print: Print = toStdout): CommandSpec {
  const spec: CommandSpec = {
    name: 'tax-lots',
    summary: 'Tells what each sale gained on which purchase, and what is still open, from the journal of an account.',
    usage: 'tax-lots --method fifo|lifo|hifo|average [options]',
    options: [
      [
        '--method NAME',
        'which lot a sale takes: fifo (oldest), lifo (newest), hifo (dearest) or average (cost of all that is held)',
      ],
      ['--year N', 'sales of this calendar year (UTC) and what was open at its end (default: all)'],
      ['--scope NAME', 'instrument: each market by itself (default); asset: an asset over all markets and venues'],
      ['--currency NAME', 'with --scope asset: the currency of every amount (default: of the account)'],
      ['--csv FILE|-', 'writes CSV instead, to a file or - for stdout'],
      ['--force', 'replaces FILE if it is there'],
      ['--json', 'prints everything as one JSON object'],
      ...ACCOUNT_HELP,
    ],
    async run(args) {
      const values = parseOptions(args, {
        ...ACCOUNT_OPTIONS,
        method: { type: 'string' },
        year: { type: 'string' },
        scope: { type: 'string' },
        currency: { type: 'string' },
        csv: { type: 'string' },
        force: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      })
      if (values.help) {
        await print(helpOf(spec))
        return 0
      }
      const method = choiceOption('--method', values.method, LOT_METHODS)
      if (method === undefined)
        throw new InputError({ field: '--method', value: 'missing', remedy: `use one of ${LOT_METHODS.join(', ')}` })
      const scope = choiceOption('--scope', values.scope, LOT_SCOPES) ?? 'instrument'
      const { currency, csv } = values
      if (currency !== undefined && scope !== 'asset')
        throw new InputError({ field: '--currency', value: currency, remedy: 'it belongs to --scope asset' })
      if (currency !== undefined && !/^[A-Z0-9]{1,20}$/.test(currency))
        throw new InputError({ field: '--currency', value: currency || '(empty)', remedy: 'use a name such as USDT' })
      if (csv === '') throw new InputError({ field: '--csv', value: '(empty)', remedy: 'name a file, or - for stdout' })
      if (csv !== undefined && values.json)
        throw new InputError({ field: '--csv', value: csv, remedy: 'give either --csv or --json' })
      const year = values.year === undefined ? undefined : wholeOption('--year', values.year, 0, { min: 1970, max: 9_999 })
      const wanted: Wanted = {
        method,
        scope,
        ...(year === undefined ? {} : { year }),
        ...(currency === undefined ? {} : { currency }),
      }
      const record = readAccount(values)
      const report = await withRecordedPrices(record, dataFolder(values.data), (priceOf) => taxLots(record, wanted, priceOf))
      if (csv !== undefined) await writeCsv(csv, values.force, lotRows(report))
      else await print(values.json ? `${JSON.stringify(toWire(report))}\n` : lotText(report))
      return 0
    },
  }
  return spec
}
