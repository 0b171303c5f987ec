import { createContext, useCallback, useContext } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import { useTerminal } from './hooks.ts'
import { type KeptStorage, keptStore } from './kept-store.ts'

/** Panels of one group show one market; each group has a number and a colour of its own. */
export const LINK_GROUPS = [1, 2, 3, 4, 5, 6] as const
export type LinkGroup = (typeof LINK_GROUPS)[number]

export interface Links {
  /** The market of a group; absent while nobody chose one: that of the first group is shown. */
  readonly instruments: Readonly<Partial<Record<LinkGroup, string>>>
  /** The group of a panel by its place in the layout; absent: the first. */
  readonly groups: Readonly<Record<string, LinkGroup>>
}

const KEY = 'sentinel.links'
const FIRST: LinkGroup = 1

export const isLinkGroup = (value: unknown): value is LinkGroup => LINK_GROUPS.some((group) => group === value)

/** Reads what an earlier visit left; what is not understood is left out. */
export function parseLinks(text: string | null): Links {
  let value: unknown
  try {
    value = JSON.parse(text ?? '{}')
  } catch {
    value = {}
  }
  const part = (name: string): readonly [string, unknown][] => {
    const found: unknown = value !== null && typeof value === 'object' ? Reflect.get(value, name) : undefined
    return found !== null && typeof found === 'object' ? Object.entries(found) : []
  }
  const instruments = part('instruments').filter(([group, id]) => isLinkGroup(Number(group)) && typeof id === 'string')
  const groups = part('groups').filter(([, group]) => isLinkGroup(group))
  return { instruments: Object.fromEntries(instruments), groups: Object.fromEntries(groups) as Links['groups'] }
}

/** Groups cross windows: what is chosen in one is shown in all. */
export const linksStore = (storage: KeptStorage): StoreApi<Links> => keptStore(storage, KEY, parseLinks)

export const groupOf = ({ groups }: Links, instance: string): LinkGroup => groups[instance] ?? FIRST

/** The market that a group shows; empty until the first is known. */
export const instrumentOf = ({ instruments }: Links, group: LinkGroup): string => instruments[group] ?? instruments[FIRST] ?? ''

export const selectInstrument = (links: StoreApi<Links>, group: LinkGroup, instrument: string): void => {
  links.setState(({ instruments }) => ({ instruments: { ...instruments, [group]: instrument } }))
}

export const joinGroup = (links: StoreApi<Links>, instance: string, group: LinkGroup): void => {
  links.setState(({ groups }) => ({ groups: { ...groups, [instance]: group } }))
}

/** Which place of the layout a component is drawn in: `chart`, or `chart#2` for the second of its kind. */
export const PanelInstanceContext = createContext('')

export const usePanelInstance = (): string => useContext(PanelInstanceContext)

/** The link group of the panel around. */
export function useLinkGroup(): LinkGroup {
  const instance = usePanelInstance()
  return useStore(useTerminal().links, (links) => groupOf(links, instance))
}

/** The market of the panel's link group. */
export function useSelected(): string {
  const instance = usePanelInstance()
  return useStore(useTerminal().links, (links) => instrumentOf(links, groupOf(links, instance)))
}

/** Shows a market in every panel of the group of the panel around. */
export function useSelect(): (instrument: string) => void {
  const { links } = useTerminal()
  const instance = usePanelInstance()
  return useCallback(
    (instrument) => {
      selectInstrument(links, groupOf(links.getState(), instance), instrument)
    },
    [links, instance],
  )
}
