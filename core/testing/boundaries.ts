import table from './boundaries.json' with { type: 'json' }

export interface Zone {
  readonly imports: readonly string[]
  /** Folders of which only types may be imported. */
  readonly types?: readonly string[]
  readonly packages: readonly string[] | 'any'
  readonly exceptPackages?: readonly string[]
  /** Files outsiders may import beside index.ts; `*` stands for one path segment. */
  readonly doors?: readonly string[]
  /** Every file of the folder is a door. */
  readonly open?: boolean
}

export interface Closure {
  readonly what: string
  readonly why: string
  readonly entries: readonly string[]
  readonly packages: readonly string[]
  readonly folders: readonly string[]
}

export interface BoundaryTable {
  readonly zones: Readonly<Record<string, Zone>>
  readonly sets: Readonly<Record<string, readonly string[]>>
  readonly closures: readonly Closure[]
  readonly packageSets: Readonly<Record<string, readonly string[]>>
}

export interface ImportEdge {
  readonly specifier: string
  readonly typeOnly: boolean
  /** Names taken from the module; `*` for a namespace, default or side-effect import. */
  readonly names: readonly string[]
}

export const boundaries = table as BoundaryTable

/** Tests look at a module from outside and may use any tool, but they too enter other folders by the door. */
export const isTestFile = (file: string): boolean => /\.(test|e2e)\.tsx?$/.test(file) || /^(renderer|electron)\/e2e\//.test(file)

/** `core/adapters/ccxt/mapper.ts` -> instance `core/adapters/ccxt` of the row `core/adapters/*`. Undefined outside the table. */
export function zoneOf(file: string, rules: BoundaryTable = boundaries): { row: string; folder: string; zone: Zone } | undefined {
  const parts = file.split('/')
  for (const [row, zone] of Object.entries(rules.zones)) {
    const base = row.replace(/\/\*$/, '')
    if (!file.startsWith(`${base}/`)) continue
    const depth = base.split('/').length
    const folder = row.endsWith('/*') && parts.length > depth + 1 ? `${base}/${parts[depth] ?? ''}` : base
    return { row, folder, zone }
  }
  return undefined
}

/** Why `file` may not import this, or undefined when it may. Both arguments use paths relative to the repository root. */
export function importProblem(file: string, edge: ImportEdge, rules: BoundaryTable = boundaries): string | undefined {
  const from = zoneOf(file, rules)
  if (from === undefined) return undefined
  return edge.specifier.startsWith('.') ? folderProblem(file, from, edge, rules) : packageProblem(file, from, edge.specifier)
}

type Place = NonNullable<ReturnType<typeof zoneOf>>

function folderProblem(file: string, from: Place, edge: ImportEdge, rules: BoundaryTable): string | undefined {
  const target = resolveFrom(file, edge.specifier)
  const to = zoneOf(target, rules)
  if (to === undefined) return rootFile(target) && from.zone.imports.includes('resources') ? undefined : `${target} is in no zone`
  if (to.folder === from.folder) return undefined
  if (!isTestFile(file)) {
    const full = allows(from.zone.imports, to, rules)
    const types = allows(from.zone.types ?? [], to, rules)
    if (!full && !types) return `${from.folder} may not import from ${to.folder}`
    if (!full && !edge.typeOnly) return `${from.folder} may import only types from ${to.folder}`
  }
  if (!isDoor(target, to)) {
    return `${target} is private to ${to.folder}; import ${to.folder}/index.ts`
  }
  return undefined
}

function packageProblem(file: string, from: Place, specifier: string): string | undefined {
  if (isTestFile(file)) return undefined
  const { packages, exceptPackages = [] } = from.zone
  const refused = exceptPackages.some((name) => matchesPackage(specifier, name))
  const allowed = packages === 'any' || packages.some((name) => matchesPackage(specifier, name))
  return refused || !allowed ? `${from.folder} may not import the package ${specifier}` : undefined
}

function isDoor(target: string, to: Place): boolean {
  const inside = target.slice(to.folder.length + 1)
  const doors = ['index.ts', ...(to.zone.doors ?? [])]
  return (
    to.zone.open === true ||
    doors.some((door) => new RegExp(`^${door.replaceAll('.', '\\.').replaceAll('*', '[^/]+')}$`).test(inside))
  )
}

const rootFile = (target: string): boolean => !target.includes('/')

function allows(list: readonly string[], to: Place, rules: BoundaryTable): boolean {
  return list.some((item) => {
    if (item.startsWith('@')) return allows(rules.sets[item] ?? [], to, rules)
    return item === to.row || item === to.folder || (item === 'core/*' && /^core\/[^/]+$/.test(to.row))
  })
}

/** `node:` stands for every built-in module; `pkg` also covers `pkg/sub/path`. */
export function matchesPackage(specifier: string, name: string): boolean {
  return specifier === name || specifier.startsWith(`${name}/`) || (name === 'node:' && specifier.startsWith('node:'))
}

/** Joins as POSIX paths, so that the answer is the same on every system. */
export function resolveFrom(file: string, specifier: string): string {
  const parts = file.split('/').slice(0, -1)
  for (const part of specifier.replace(/\?.*$/, '').split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}
