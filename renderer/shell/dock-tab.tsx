import type { IDockviewPanelHeaderProps } from 'dockview-react'
import { X } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { PANEL_BADGES } from '../panels/badges.tsx'
import { groupOf, useTerminal } from '../stores/index.ts'
import { panelOf } from './arrangement.ts'
import { TabMode } from './mode/index.ts'
import { openTabMenu } from './panel-actions.ts'
import { isLinked } from './panel-places.ts'

function useTitle(api: IDockviewPanelHeaderProps['api']): string {
  const [title, setTitle] = useState(api.title ?? api.id)
  useEffect(() => {
    const watch = api.onDidTitleChange((event) => {
      setTitle(event.title)
    })
    return () => {
      watch.dispose()
    }
  }, [api])
  return title
}

/** The number and colour of the group whose market the panel shows. */
function LinkMark({ place }: { readonly place: string }): ReactNode {
  const group = useStore(useTerminal().links, (links) => groupOf(links, place))
  return (
    <span
      className="link-mark"
      aria-hidden
      data-group={group}
      data-testid={`link-of-${place}`}
      title={`Shows the market of group ${String(group)}; click to change`}
      onPointerDown={(event) => {
        event.stopPropagation()
      }}
      onClick={() => {
        openTabMenu(place)
      }}
    />
  )
}

/** What the screen reader hears of a tab: its title, its group, and how much waits behind it. */
function TabName({
  title,
  place,
  linked,
}: {
  readonly title: string
  readonly place: string
  readonly linked: boolean
}): ReactNode {
  const mark = useRef<HTMLSpanElement>(null)
  const group = useStore(useTerminal().links, (links) => groupOf(links, place))
  const name = linked ? `${title}, group ${String(group)}` : title
  useEffect(() => {
    const tab = mark.current?.closest('[role=tab]')
    if (!tab) return
    const count = mark.current?.parentElement?.querySelector<HTMLElement>('.badge:not([hidden])')?.dataset['count']
    tab.setAttribute('aria-label', count === undefined ? name : `${name}, ${count}`)
  }, [name])
  return (
    <span ref={mark} className="tab-title" data-name={name}>
      {title}
    </span>
  )
}

export function DockTab({ api }: IDockviewPanelHeaderProps): ReactNode {
  const title = useTitle(api)
  const place = api.id
  const Badge = PANEL_BADGES[panelOf(place)]
  const linked = isLinked(place)
  return (
    <div className="dock-tab" data-testid={`tab-${place}`} data-place={place}>
      <TabName title={title} place={place} linked={linked} />
      {linked ? <LinkMark place={place} /> : null}
      <TabMode instance={place} />
      {Badge === undefined ? null : <Badge />}
      <span
        className="close"
        aria-hidden
        title={`Close ${title}; the palette opens it again`}
        onPointerDown={(event) => {
          event.stopPropagation()
        }}
        onClick={(event) => {
          event.stopPropagation()
          api.close()
        }}
      >
        <X size={10} />
      </span>
    </div>
  )
}
