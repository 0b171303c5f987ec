import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { groupOf, instrumentOf, isLinkGroup, LINK_GROUPS, type Terminal, useTerminal } from '../stores/index.ts'
import { panelAt, titleOf } from './layout.ts'
import { panelOf } from './arrangement.ts'
import {
  closeOthers,
  closePanel,
  duplicate,
  floatOrDock,
  isFloating,
  linkPanel,
  moveToMain,
  moveToNewWindow,
  renamePanel,
  tabMenu,
} from './panel-actions.ts'
import { isLinked } from './panel-places.ts'
import { ownWindow } from './windows.ts'

interface Item {
  readonly id: string
  readonly title: string
  readonly off?: boolean
  readonly run: (terminal: Terminal, place: string) => void
}

function itemsFor(place: string): readonly Item[] {
  const panel = panelAt(place)
  const alone = (panel?.group.panels.length ?? 0) < 2
  return [
    { id: 'duplicate', title: `New ${titleOf(panelOf(place)).toLowerCase()}, set as this one`, run: duplicate },
    {
      id: 'rename',
      title: 'Rename…',
      run: (_, at) => {
        renamePanel(at)
      },
    },
    {
      id: 'float',
      title: isFloating(place) ? 'Dock' : 'Float',
      run: (_, at) => {
        floatOrDock(at)
      },
    },
    { id: 'new-window', title: 'Move to a new window', run: moveToNewWindow },
    ...(ownWindow === ''
      ? []
      : [
          {
            id: 'home',
            title: 'Move to the main window',
            run: (_: Terminal, at: string) => {
              moveToMain(at)
            },
          },
        ]),
    {
      id: 'close',
      title: 'Close',
      run: (_, at) => {
        closePanel(at)
      },
    },
    {
      id: 'close-others',
      title: 'Close the others of this group',
      off: alone,
      run: (_, at) => {
        closeOthers(at)
      },
    },
  ]
}

function LinkItems({ place }: { readonly place: string }): ReactNode {
  const terminal = useTerminal()
  const links = useStore(terminal.links)
  const instruments = useStore(terminal.reference, (reference) => reference.instruments)
  return (
    <>
      <DropdownMenu.Separator className="menu-line" />
      <DropdownMenu.Label className="menu-label">Shows the market of group</DropdownMenu.Label>
      <DropdownMenu.RadioGroup
        value={String(groupOf(links, place))}
        onValueChange={(value) => {
          const group = Number(value)
          if (isLinkGroup(group)) linkPanel(terminal, place, group)
        }}
      >
        {LINK_GROUPS.map((group) => {
          const id = instrumentOf(links, group)
          return (
            <DropdownMenu.RadioItem key={group} value={String(group)} className="menu-item" data-testid={`link-${String(group)}`}>
              <span className="link-mark" data-group={group} aria-hidden>
                {group}
              </span>
              <span className="sr-only">Group {group}, </span>
              {instruments.get(id)?.symbol ?? id}
              <DropdownMenu.ItemIndicator className="menu-check">✓</DropdownMenu.ItemIndicator>
            </DropdownMenu.RadioItem>
          )
        })}
      </DropdownMenu.RadioGroup>
    </>
  )
}

/** The menu of a tab, by its right button, by its number, or by key. */
export function TabMenu(): ReactNode {
  const terminal = useTerminal()
  const { place, x, y } = useStore(tabMenu)
  if (place === '') return null
  return (
    <DropdownMenu.Root
      open
      modal={false}
      onOpenChange={(open) => {
        if (!open) tabMenu.setState({ place: '' })
      }}
    >
      <DropdownMenu.Trigger asChild>
        <span className="menu-anchor" style={{ left: x, top: y }} tabIndex={-1} aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className="menu"
          aria-label={`Menu of ${panelAt(place)?.title ?? place}`}
          data-testid="tab-menu"
          align="start"
          collisionPadding={6}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            document
              .querySelector(`[data-place="${CSS.escape(place)}"]`)
              ?.closest<HTMLElement>('.dv-tab')
              ?.focus()
          }}
        >
          {itemsFor(place).map(({ id, title, off, run }) => (
            <DropdownMenu.Item
              key={id}
              className="menu-item"
              disabled={off === true}
              data-testid={`menu-${id}`}
              onSelect={() => {
                run(terminal, place)
              }}
            >
              {title}
            </DropdownMenu.Item>
          ))}
          {isLinked(place) ? <LinkItems place={place} /> : null}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
