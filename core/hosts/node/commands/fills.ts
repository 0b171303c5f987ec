import { assetsOf, formatMoney, formatPrice, formatQuantity, InputError, notional } from '../../../domain/index.ts'
import type { AccountRecord } from '../../../journal/index.ts'
import { bookingsOf } from '../../../portfolio/index.ts'
import { ACCOUNT_HELP, ACCOUNT_OPTIONS, readAccount } from './account-file.ts'
import { type CommandSpec, helpOf, parseOptions } from './arguments.ts'
import { textCell, writeCsv } from './csv-output.ts'
import { type Print, toStdout } from './print.ts'

const COLUMNS = [
  'time',
  'instrument',
  'side',
  'price',
  'quantity',
  'notional',
  'currency',
  'fee',
  'fee_asset',
  'fee_quantity',
  'liquidity',
  'strategy',
  'purpose',
  'realised_pnl',
  'held',
  'fill_id',
  'order_id',
  'client_order_id',
  'environment',
]

function* rowsOf({ fills, entries, lotOf }: AccountRecord): Generator<readonly (string | undefined)[]> {
  yield COLUMNS
  const bookings = bookingsOf(entries, lotOf).filter(({ fill }) => fill !== undefined)
  for (const [index, { fill, purpose }] of fills.entries()) {
    const booking = bookings[index]
    // Whose the position is, also where it was sold by a stop or by hand.
    const strategy = booking?.strategy
    yield [
      new Date(fill.at).toISOString(),
      textCell(fill.instrument),
      fill.side,
      formatPrice(fill.price),
      formatQuantity(fill.quantity),
      formatMoney(notional(fill.price, fill.quantity)),
      textCell(assetsOf(fill.instrument).quote),
      formatMoney(fill.fee),
      fill.feeAsset === undefined ? undefined : textCell(fill.feeAsset),
      fill.feeQuantity === undefined ? undefined : formatQuantity(fill.feeQuantity),
      fill.liquidity,
      strategy === undefined ? undefined : textCell(strategy),
      purpose,
      booking === undefined ? undefined : formatMoney(booking.realised),
      booking === undefined ? undefined : formatQuantity(booking.held),
      textCell(fill.id),
      textCell(fill.orderId),
      textCell(fill.clientOrderId),
      fill.environment,
    ]
  }
}

export function fillsCommand(print: Print = toStdout): CommandSpec {
  const spec: CommandSpec = {
    name: 'fills',
    summary: 'Writes every fill of an account as CSV, from its journal; also while the terminal runs.',
    usage: 'fills --csv FILE|- [options]',
    options: [
      ['--csv FILE|-', 'the file to write, or - for stdout'],
      ['--force', 'replaces FILE if it is there'],
      ...ACCOUNT_HELP,
    ],
    async run(args) {
      const values = parseOptions(args, {
        ...ACCOUNT_OPTIONS,
        csv: { type: 'string' },
        force: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      })
      if (values.help) {
        await print(helpOf(spec))
        return 0
      }
      const { csv } = values
      if (csv === undefined || csv === '')
        throw new InputError({ field: '--csv', value: 'missing', remedy: 'name a file, or - for stdout' })
      await writeCsv(csv, values.force, rowsOf(readAccount(values)))
      return 0
    },
  }
  return spec
}
