import { Orientation, type SerializedDockview } from 'dockview-react'
import { err, type FieldProblem, InputError, ok, type Result } from '../../core/domain/index.ts'

/** Where the panels of a window stand, and which of those that were kept are not known any more. */
export interface Arrangement {
  readonly layout: SerializedDockview
  readonly lost: readonly string[]
}

type Grid = SerializedDockview['grid']
type GridNode = Grid['root']
type Group = NonNullable<NonNullable<SerializedDockview['floatingGroups']>[number]['data']>
type Panel = SerializedDockview['panels'][string]

const INSTANCE = /^([a-z][a-z-]{0,30})(#[2-9]\d{0,2}|#1\d{1,2})?$/
const MOST_DEEP = 12
const MOST_PIXELS = 100_000
const TITLE_LENGTH = 40

/** The panel that stands at a place of the layout: `chart` at `chart#2`. */
export const panelOf = (instance: string): string => instance.replace(/#\d+$/, '')

const shown = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 60)
const get = (value: unknown, name: string): unknown =>
  value !== null && typeof value === 'object' && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined

function refuse(field: string, value: unknown, remedy: string): never {
  throw new InputError({ field, value: shown(value), remedy })
}

const pixels = (field: string, value: unknown): number =>
  typeof value === 'number' && value >= 0 && value <= MOST_PIXELS
    ? value
    : refuse(field, value, 'a number of pixels is expected here')

const list = (field: string, value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : refuse(field, value, 'a list is expected here')

class ArrangementReader {
  readonly #isKnown: (panel: string) => boolean
  readonly #titles = new Map<string, Panel>()
  readonly #placed = new Set<string>()
  readonly #lost = new Set<string>()

  constructor(isKnown: (panel: string) => boolean) {
    this.#isKnown = isKnown
  }

  read(value: unknown): Arrangement {
    const grid = get(value, 'grid')
    if (grid === undefined) refuse('grid', grid, 'a layout exported from Sentinel has one')
    this.#readPanels(get(value, 'panels'))
    const orientation = get(grid, 'orientation')
    if (orientation !== 'HORIZONTAL' && orientation !== 'VERTICAL')
      refuse('grid.orientation', orientation, 'HORIZONTAL or VERTICAL is expected here')
    const root = this.#node('grid.root', get(grid, 'root'), 0)
    const floatingGroups = this.#floating(get(value, 'floatingGroups'))
    if (this.#placed.size === 0) refuse('panels', [...this.#lost], 'none of these panels is known to this version')
    const active = get(value, 'activeGroup')
    return {
      layout: {
        grid: {
          root: root ?? { type: 'branch', data: [] },
          width: pixels('grid.width', get(grid, 'width')),
          height: pixels('grid.height', get(grid, 'height')),
          orientation: orientation === 'VERTICAL' ? Orientation.VERTICAL : Orientation.HORIZONTAL,
        },
        panels: Object.fromEntries([...this.#titles].filter(([id]) => this.#placed.has(id))),
        ...(typeof active === 'string' ? { activeGroup: active } : {}),
        ...(floatingGroups.length > 0 ? { floatingGroups } : {}),
      },
      lost: [...this.#lost],
    }
  }

  #readPanels(value: unknown): void {
    if (value === null || typeof value !== 'object') refuse('panels', value, 'the panels by their places are expected here')
    for (const [id, panel] of Object.entries(value)) {
      const title = get(panel, 'title')
      if (!INSTANCE.test(id) || !this.#isKnown(panelOf(id))) this.#lost.add(id.slice(0, TITLE_LENGTH))
      else {
        const text = typeof title === 'string' ? title.slice(0, TITLE_LENGTH) : id
        this.#titles.set(id, { id, contentComponent: panelOf(id), title: text })
      }
    }
  }

  /** Undefined when none of its panels is left. */
  #node(field: string, value: unknown, depth: number): GridNode | undefined {
    if (depth > MOST_DEEP) refuse(field, depth, `groups may be nested ${String(MOST_DEEP)} deep`)
    const type = get(value, 'type')
    const size = get(value, 'size')
    const sized = size === undefined ? {} : { size: pixels(`${field}.size`, size) }
    if (type === 'leaf') {
      const data = this.#group(`${field}.data`, get(value, 'data'))
      return data === undefined ? undefined : { type, data, ...sized }
    }
    if (type !== 'branch') return refuse(`${field}.type`, type, 'leaf or branch is expected here')
    const children = list(`${field}.data`, get(value, 'data'))
    const data = children.map((child, index) => this.#node(`${field}.data[${String(index)}]`, child, depth + 1))
    const left = data.filter((child) => child !== undefined)
    if (left.length === 0) return undefined
    return { type, data: left.length === data.length ? left : widened(left, children), ...sized }
  }

  #group(field: string, value: unknown): Group | undefined {
    const id = get(value, 'id')
    if (typeof id !== 'string' || id === '') refuse(`${field}.id`, id, 'the name of a group is expected here')
    const views = list(`${field}.views`, get(value, 'views')).filter((view): view is string => {
      if (typeof view !== 'string') return refuse(`${field}.views`, view, 'the places of panels are expected here')
      if (this.#placed.has(view)) return refuse(`${field}.views`, view, 'a panel stands in one group only')
      return this.#titles.has(view)
    })
    for (const view of views) this.#placed.add(view)
    const [first] = views
    if (first === undefined) return undefined
    const active = get(value, 'activeView')
    return { id, views, activeView: views.find((view) => view === active) ?? first }
  }

  #floating(value: unknown): NonNullable<SerializedDockview['floatingGroups']> {
    if (value === undefined) return []
    return list('floatingGroups', value).flatMap((item, index) => {
      const field = `floatingGroups[${String(index)}]`
      // A floating window that was split is kept as one group with all its tabs.
      const grid = get(item, 'grid')
      const data =
        grid === undefined ? this.#group(`${field}.data`, get(item, 'data')) : this.#flattened(field, get(grid, 'root'))
      if (data === undefined) return []
      const box = get(item, 'position')
      const side = (name: string, otherwise: number): number => {
        const at = get(box, name)
        return at === undefined ? otherwise : pixels(`${field}.position.${name}`, at)
      }
      return [
        {
          data,
          position: { left: side('left', 120), top: side('top', 80), width: side('width', 480), height: side('height', 360) },
        },
      ]
    })
  }

  #flattened(field: string, root: unknown): Group | undefined {
    const groups: Group[] = []
    const collect = (node: GridNode | undefined): void => {
      if (node === undefined) return
      if (Array.isArray(node.data)) for (const child of node.data) collect(child)
      else groups.push(node.data)
    }
    collect(this.#node(`${field}.grid.root`, root, 0))
    const [first] = groups
    return first === undefined ? undefined : { ...first, views: groups.flatMap(({ views }) => views) }
  }
}

/** The room of the groups that are gone goes to those beside them, by their sizes. */
function widened(left: readonly GridNode[], all: readonly unknown[]): GridNode[] {
  const sizeOf = (node: unknown): number => {
    const size = get(node, 'size')
    return typeof size === 'number' ? size : 0
  }
  const total = (nodes: readonly unknown[]): number => nodes.reduce<number>((sum, node) => sum + sizeOf(node), 0)
  const factor = total(left) > 0 ? total(all) / total(left) : 1
  return left.map((node) => ({ ...node, size: Math.round(sizeOf(node) * factor) }))
}

/** Reads an arrangement that was kept or comes from a file: unknown panels are left out, anything malformed refuses it. */
export function readArrangement(value: unknown, isKnown: (panel: string) => boolean): Result<Arrangement, FieldProblem> {
  try {
    return ok(new ArrangementReader(isKnown).read(value))
  } catch (error) {
    if (error instanceof InputError) return err(error.problem)
    throw error
  }
}
