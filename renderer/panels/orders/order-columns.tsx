import { Cpu, Landmark, Minus, Send } from 'lucide-react'
import type { ReactNode } from 'react'
import type { OrderRow } from '../../../core/contract/index.ts'
import { isFinal } from '../../../core/domain/index.ts'
import { compactDecimal, formatTime, formatTimeMillis } from '../../format/index.ts'
import { type Terminal, useRow, useZone } from '../../stores/index.ts'
import { type Column, SideText } from '../../ui/index.ts'
import { PriceText, SizeText, SymbolName } from '../symbol.tsx'
import { flagsOf, type Place, placeOf, typeWord } from './order-words.ts'

const TONES: Partial<Record<OrderRow['state'], string>> = {
  unknown: 'tag danger',
  rejected: 'tag danger',
  denied: 'tag warn',
  accepted: 'tag accent',
  partial: 'tag accent',
  filled: 'tag',
}

function At({ at }: { readonly at: number }): ReactNode {
  const zone = useZone()
  return <span title={formatTimeMillis(at, zone)}>{formatTime(at, zone)}</span>
}

const PLACE_ICONS = { venue: Landmark, here: Cpu, sent: Send, '–': Minus } as const

function PlaceText({ place: { word } }: { readonly place: Place }): ReactNode {
  const Icon = PLACE_ICONS[word]
  return (
    <span className={word === 'here' ? 'order-place warn' : 'order-place'}>
      {word === '–' ? null : <Icon size={11} aria-hidden />}
      {word}
    </span>
  )
}

/** What others show before it at its price, where a venue can tell. */
function Ahead({ order }: { readonly order: OrderRow }): ReactNode {
  const queue = useRow('trading.queue', order.id)
  if (queue === undefined || isFinal(order.state)) return <span className="dim">–</span>
  return (
    <span title={`${queue.ahead} before it, ${queue.behind} after it, as the model of the queue believes`}>
      {compactDecimal(queue.ahead, 3)}
    </span>
  )
}

/** Where limit and trigger have a column each, px; below, the one that counts is the price. */
const TRIGGER_FROM = 688

export const orderColumns = (terminal: Terminal): readonly Column<OrderRow>[] => [
  { id: 'time', title: 'Time', width: '72px', from: 474, className: 'mono dim', cell: (row) => <At at={row.createdAt} /> },
  { id: 'symbol', title: 'Symbol', width: 'minmax(70px, 100px)', cell: (row) => <SymbolName id={row.instrument} /> },
  { id: 'side', title: 'Side', width: '52px', cell: (row) => <SideText side={row.side} /> },
  { id: 'type', title: 'Type', width: '72px', from: 548, cell: typeWord },
  {
    id: 'flags',
    title: 'Flags',
    width: 'minmax(52px, 92px)',
    from: 860,
    hint: (row) =>
      flagsOf(row)
        .map(({ words }) => words)
        .join('\n'),
    cell: (row) => (
      <span className="order-flags">
        {flagsOf(row).map(({ short }) => (
          <span key={short} className="tag">
            {short}
          </span>
        ))}
      </span>
    ),
  },
  {
    id: 'size',
    title: 'Size',
    width: 'minmax(60px, 90px)',
    align: 'right',
    cell: (row) => <SizeText instrument={row.instrument} value={row.quantity} />,
  },
  {
    id: 'filled',
    title: 'Filled',
    width: 'minmax(60px, 90px)',
    from: 608,
    align: 'right',
    cell: (row) => <SizeText instrument={row.instrument} value={row.filled} />,
  },
  {
    id: 'left',
    title: 'Left',
    width: 'minmax(60px, 90px)',
    from: 930,
    align: 'right',
    cell: (row) => <SizeText instrument={row.instrument} value={row.left} />,
  },
  {
    id: 'price',
    title: 'Price',
    width: 'minmax(78px, 100px)',
    until: TRIGGER_FROM,
    align: 'right',
    hint: (row) => (row.limitPrice === undefined && row.stopPrice !== undefined ? 'At market once this price is reached' : ''),
    cell: (row) =>
      row.limitPrice === undefined && row.stopPrice === undefined ? (
        <span className="dim">market</span>
      ) : (
        <PriceText instrument={row.instrument} value={row.limitPrice ?? row.stopPrice} />
      ),
  },
  {
    id: 'limit',
    title: 'Limit',
    width: 'minmax(78px, 100px)',
    from: TRIGGER_FROM,
    align: 'right',
    hint: (row) =>
      row.limitPrice === undefined && row.stopPrice !== undefined ? 'No limit: at market once its price is reached' : '',
    cell: (row) =>
      row.limitPrice === undefined && row.stopPrice === undefined ? (
        <span className="dim">market</span>
      ) : (
        <PriceText instrument={row.instrument} value={row.limitPrice} />
      ),
  },
  {
    id: 'trigger',
    title: 'Trigger',
    width: 'minmax(78px, 100px)',
    from: TRIGGER_FROM,
    align: 'right',
    cell: (row) => <PriceText instrument={row.instrument} value={row.stopPrice} />,
  },
  {
    id: 'average',
    title: 'Average',
    width: 'minmax(78px, 100px)',
    from: 1000,
    align: 'right',
    cell: (row) => <PriceText instrument={row.instrument} value={row.averagePrice} />,
  },
  { id: 'ahead', title: 'Ahead', width: '60px', from: 1_060, align: 'right', cell: (row) => <Ahead order={row} /> },
  {
    id: 'place',
    title: 'Rests',
    width: '62px',
    from: 752,
    hint: (row) => placeOf(row).words,
    cell: (row) => <PlaceText place={placeOf(row)} />,
  },
  {
    id: 'state',
    title: 'State',
    width: '82px',
    hint: (row) => row.reason ?? '',
    cell: (row) => <span className={TONES[row.state] ?? 'tag'}>{row.state}</span>,
  },
  {
    id: 'cancel',
    title: '',
    width: '58px',
    cell: (row) =>
      isFinal(row.state) ? null : (
        <button
          type="button"
          className="btn small"
          data-testid={`cancel-${row.id}`}
          onClick={(event) => {
            event.stopPropagation()
            void terminal.commands.send({ type: 'CancelOrder', orderId: row.id }, 'Cancel order')
          }}
        >
          Cancel
        </button>
      ),
  },
  {
    id: 'why',
    title: 'Purpose',
    width: 'minmax(0, 1fr)',
    from: 780,
    className: 'dim',
    hint: (row) => row.reason ?? row.strategy ?? '',
    cell: (row) => (row.reason === undefined ? row.purpose : `${row.purpose}: ${row.reason}`),
  },
]
