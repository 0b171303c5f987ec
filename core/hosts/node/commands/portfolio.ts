import { InputError } from '../../../domain/index.ts'
import { ACCOUNT_HELP, ACCOUNT_OPTIONS, readAccount } from './account-file.ts'
import { type CommandSpec, helpOf, parseOptions } from './arguments.ts'
import { dataFolder } from './market-options.ts'
import { portfolioReport } from './portfolio-report.ts'
import { portfolioText } from './portfolio-text.ts'
import { type Print, toStdout } from './print.ts'
import { withRecordedPrices } from './recorded-prices.ts'

export function portfolioCommand(print: Print = toStdout): CommandSpec {
  const spec: CommandSpec = {
    name: 'portfolio',
    summary: 'Tells what an account holds and how it did: by strategy, market and day, from its journal.',
    usage: 'portfolio [options]',
    options: [
      ['--currency NAME', 'what totals are in (default: the currency of the account)'],
      ['--json', 'prints everything, every digit, as one JSON object'],
      ...ACCOUNT_HELP,
    ],
    async run(args) {
      const values = parseOptions(args, {
        ...ACCOUNT_OPTIONS,
        currency: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      })
      if (values.help) {
        await print(helpOf(spec))
        return 0
      }
      const { currency } = values
      if (currency !== undefined && !/^[A-Z0-9]{1,20}$/.test(currency))
        throw new InputError({ field: '--currency', value: currency || '(empty)', remedy: 'use a name such as USDT' })
      const record = readAccount(values)
      const report = await withRecordedPrices(record, dataFolder(values.data), (priceOf) =>
        portfolioReport(record, currency, priceOf),
      )
      await print(values.json ? `${JSON.stringify(report)}\n` : portfolioText(report))
      return 0
    },
  }
  return spec
}
