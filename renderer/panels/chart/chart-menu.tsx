import { ContextMenu } from 'radix-ui'
import type { ReactNode } from 'react'
import { formatPrice, price } from '../../../core/domain/index.ts'
import { formatDecimal } from '../../format/index.ts'
import {
  fillTicket,
  groupOf,
  type InstrumentView,
  joinGroup,
  listOf,
  type Terminal,
  usePanelInstance,
  useTerminal,
} from '../../stores/index.ts'
import { type MenuAction, type MenuPlace, menuItems } from './menu-items.ts'

interface Acting {
  readonly terminal: Terminal
  readonly instance: string
  readonly instrument: string
  readonly place: MenuPlace
}

function carryOut(action: MenuAction, text: string, { terminal, instance, instrument, place }: Acting): void {
  const { commands, workspace, links, topics } = terminal
  switch (action.do) {
    case 'ticket':
      fillTicket(workspace, instrument, { side: action.side, type: 'limit', price: place.price })
      // The ticket goes where the click was, so that what it shows is what was clicked.
      joinGroup(links, 'ticket', groupOf(links.getState(), instance))
      return
    case 'protect': {
      const position = topics.store('trading.positions').getState().rows.get(instrument)
      const stop = action.what === 'stop' ? place.price : (position?.stop ?? null)
      const target = action.what === 'target' ? place.price : (position?.target ?? null)
      void commands.send({ type: 'SetProtection', instrument, stop, target }, text)
      return
    }
    case 'cancel-order':
      void commands.send({ type: 'CancelOrder', orderId: action.id }, text)
      return
    case 'cancel-schedule':
      void commands.send({ type: 'CancelSchedule', scheduleId: action.id }, text)
  }
}

interface ChartMenuProps {
  readonly instrument: InstrumentView
  readonly place: MenuPlace | undefined
  readonly onNewest: () => void
  readonly children: ReactNode
}

/** The chart with its context menu; Shift+F10 and the menu key open it as well, at the newest price. */
export function ChartMenu({ instrument, place, onNewest, children }: ChartMenuProps): ReactNode {
  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger asChild>{children}</ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content className="chart-menu" collisionPadding={8} aria-label="Chart">
          {place === undefined ? null : <PlaceItems instrument={instrument} place={place} />}
          <ContextMenu.Item className="chart-menu-item" onSelect={onNewest}>
            Go to the newest bar
          </ContextMenu.Item>
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  )
}

function PlaceItems({ instrument, place }: { readonly instrument: InstrumentView; readonly place: MenuPlace }): ReactNode {
  const terminal = useTerminal()
  const instance = usePanelInstance()
  const { topics } = terminal
  const items = menuItems({
    place,
    shownPrice: formatDecimal(formatPrice(price(place.price)), instrument.priceDecimals),
    position: topics.store('trading.positions').getState().rows.get(instrument.id),
    orders: listOf(topics.store('trading.orders').getState()),
    schedules: listOf(topics.store('trading.schedules').getState()),
  })
  return (
    <>
      {items.map(({ text, action }) => (
        <ContextMenu.Item
          key={text}
          className="chart-menu-item"
          data-do={action.do}
          onSelect={() => {
            carryOut(action, text, { terminal, instance, instrument: instrument.id, place })
          }}
        >
          {text}
        </ContextMenu.Item>
      ))}
      <ContextMenu.Separator className="chart-menu-line" />
    </>
  )
}
