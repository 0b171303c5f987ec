import type { PanelId } from '../panels/registry.ts'
import { SHIPPED, shippedLayout } from '../shell/layout-plans.ts'

export interface Size {
  readonly width: number
  readonly height: number
}

export const SCREENS = { small: { width: 1_440, height: 900 }, large: { width: 2_560, height: 1_440 } } as const
export type Screen = keyof typeof SCREENS

/** Top bar and status bar, px. */
const BARS = 62
const TABS = 26
const ELSEWHERE: Size = { width: 480, height: 360 }

interface GridNode {
  readonly type: 'branch' | 'leaf'
  readonly size?: number
  readonly data: unknown
}

/** The views of every group with its size; sizes alternate between the directions, the root's being horizontal. */
function groups(node: GridNode, within: Size, across: boolean): { readonly views: readonly string[]; readonly size: Size }[] {
  if (node.type === 'leaf') return [{ views: Reflect.get(Object(node.data), 'views') as string[], size: within }]
  const children = node.data as readonly GridNode[]
  return children.flatMap((child) => {
    const size = child.size ?? 0
    return groups(child, across ? { ...within, width: size } : { ...within, height: size }, !across)
  })
}

/** The room that a panel has in the first shipped layout that holds it, on a screen. */
export function panelSize(id: PanelId, screen: Screen): Size {
  const { width, height } = SCREENS[screen]
  for (const name of SHIPPED) {
    const room = { width, height: height - BARS }
    const root = shippedLayout(name, room.width, room.height).grid.root as unknown as GridNode
    const found = groups(root, room, true).find(({ views }) => views.includes(id))
    if (found !== undefined) return { width: Math.round(found.size.width), height: Math.round(found.size.height) - TABS }
  }
  return ELSEWHERE
}
