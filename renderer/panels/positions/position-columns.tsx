import { Cpu, Shield, ShieldCheck, ShieldOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { FRESHNESS, type PositionRow } from '../../../core/contract/index.ts'
import { formatAge, formatDecimal, MISSING } from '../../format/index.ts'
import { type Terminal, useStaleAge } from '../../stores/index.ts'
import { type Column, Pnl } from '../../ui/index.ts'
import { PriceText, SizeText, SymbolName } from '../symbol.tsx'

/** The price the position is valued at; grey with its age once it is too old to trust. */
function Mark({ row }: { readonly row: PositionRow }): ReactNode {
  const staleAge = useStaleAge(row.markedAt, FRESHNESS.positions)
  if (staleAge === undefined) return <PriceText instrument={row.instrument} value={row.markPrice} />
  return (
    <span className="dim" title={`Valued at a price that is ${formatAge(staleAge)} old`}>
      <PriceText instrument={row.instrument} value={row.markPrice} />
    </span>
  )
}

export const isOpen = ({ quantity }: PositionRow): boolean => /[1-9]/.test(quantity)

const RESTS = {
  venue: {
    icon: ShieldCheck,
    word: 'at venue',
    tone: '',
    words: 'The stop rests at the venue: it acts also while Sentinel is off',
  },
  local: {
    icon: Cpu,
    word: 'here only',
    tone: 'warn',
    words: 'The stop lives in this engine only: it does not act while Sentinel is off',
  },
  none: { icon: ShieldOff, word: 'NO STOP', tone: 'danger', words: 'Nothing limits the loss of this position' },
} as const

/** Where the stop is, in words and by its sign: never by colour alone. */
function Rests({ row }: { readonly row: PositionRow }): ReactNode {
  if (!isOpen(row)) return <span className="dim">–</span>
  const { icon: Icon, word, tone } = RESTS[row.stopResting]
  return (
    <span className={`stop-rests ${tone}`} data-testid={`stop-rests-${row.instrument}`}>
      <Icon size={12} aria-hidden />
      {word}
    </span>
  )
}

const distance = ({ stopDistanceBps }: PositionRow): string =>
  stopDistanceBps === undefined ? MISSING : `${(stopDistanceBps / 100).toFixed(2)} %`

export interface PositionActions {
  readonly protect: (row: PositionRow) => void
  readonly half: (row: PositionRow) => void
}

interface ActionProps {
  readonly row: PositionRow
  readonly terminal: Terminal
  readonly actions: PositionActions
}

function Actions({ row, terminal, actions }: ActionProps): ReactNode {
  if (!isOpen(row)) return null
  const button = (name: string, face: ReactNode, title: string, run: () => void): ReactNode => (
    <button
      type="button"
      className={face === name ? 'btn small' : 'btn small icon'}
      aria-label={name}
      data-testid={`${name.toLowerCase()}-${row.instrument}`}
      title={title}
      onClick={(event) => {
        event.stopPropagation()
        run()
      }}
    >
      {face}
    </button>
  )
  return (
    <span className="position-actions">
      {button('Protect', <Shield key="shield" size={11} aria-hidden />, 'Stop, target and trail of this position', () => {
        actions.protect(row)
      })}
      {button('Half', '½', 'Sells half of what is held and free, at market', () => {
        actions.half(row)
      })}
      {button('Flatten', 'Flatten', 'Closes this position at market', () => {
        void terminal.commands.send({ type: 'Flatten', instrument: row.instrument }, 'Flatten')
      })}
    </span>
  )
}

export const positionColumns = (terminal: Terminal, actions: PositionActions): readonly Column<PositionRow>[] => [
  { id: 'symbol', title: 'Symbol', width: 'minmax(72px, 1fr)', cell: (row) => <SymbolName id={row.instrument} /> },
  {
    id: 'size',
    title: 'Size',
    width: 'minmax(60px, 90px)',
    from: 312,
    align: 'right',
    cell: (row) => <SizeText instrument={row.instrument} value={row.quantity} />,
  },
  {
    id: 'avg',
    title: 'Average',
    width: 'minmax(74px, 100px)',
    from: 522,
    align: 'right',
    cell: (row) => <PriceText instrument={row.instrument} value={row.averagePrice} />,
  },
  { id: 'mark', title: 'Mark', width: 'minmax(74px, 100px)', from: 596, align: 'right', cell: (row) => <Mark row={row} /> },
  {
    id: 'open',
    title: 'Unrealised',
    width: 'minmax(62px, 96px)',
    from: 374,
    align: 'right',
    cell: (row) => <Pnl value={row.unrealisedPnl} />,
  },
  {
    id: 'done',
    title: 'Realised',
    width: 'minmax(60px, 96px)',
    from: 856,
    align: 'right',
    cell: (row) => <Pnl value={row.realisedPnl} />,
  },
  {
    id: 'rests',
    title: 'Protected',
    width: '76px',
    hint: (row) => RESTS[row.stopResting].words,
    cell: (row) => <Rests row={row} />,
  },
  {
    id: 'stop',
    title: 'Stop',
    width: 'minmax(74px, 100px)',
    from: 448,
    align: 'right',
    cell: (row) => <PriceText instrument={row.instrument} value={row.stop} />,
  },
  {
    id: 'distance',
    title: 'To stop',
    width: '62px',
    from: 732,
    align: 'right',
    hint: () => 'From the mark down to the stop',
    cell: distance,
  },
  {
    id: 'risk',
    title: 'At risk',
    width: 'minmax(62px, 84px)',
    from: 794,
    align: 'right',
    hint: (row) =>
      row.riskAmount === undefined
        ? 'No stop, or no price'
        : `${row.riskAmount} lost from the mark down to the stop, fees excluded`,
    cell: (row) => formatDecimal(row.riskAmount, 2),
  },
  {
    id: 'target',
    title: 'Target',
    width: 'minmax(74px, 100px)',
    from: 670,
    align: 'right',
    cell: (row) => <PriceText instrument={row.instrument} value={row.target} />,
  },
  { id: 'close', title: '', width: '104px', cell: (row) => <Actions row={row} terminal={terminal} actions={actions} /> },
]
