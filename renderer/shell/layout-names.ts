import { err, type FieldProblem, ok, type Result } from '../../core/domain/index.ts'
import { type KeptStorage, keptStore } from '../stores/index.ts'
import type { StoreApi } from 'zustand/vanilla'
import { nameProblem } from './layout-file.ts'
import { SHIPPED } from './layout-plans.ts'

export const MOST_SAVED = 20

/** The layouts that a person saved, by name; each is read with care before it is laid out. */
export interface SavedLayouts {
  readonly saved: Readonly<Record<string, unknown>>
}

const KEY = 'sentinel.layouts'

function parse(text: string | null): SavedLayouts {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    return { saved: value !== null && typeof value === 'object' && !Array.isArray(value) ? { ...value } : {} }
  } catch {
    return { saved: {} }
  }
}

export const savedLayoutsStore = (storage: KeptStorage): StoreApi<SavedLayouts> =>
  keptStore(storage, KEY, parse, ({ saved }) => saved)

export const layoutNames = ({ saved }: SavedLayouts): readonly string[] => [...SHIPPED, ...Object.keys(saved)]

/** Keeps an arrangement under a name, over one of the same name. */
export function keepLayout(store: StoreApi<SavedLayouts>, name: string, layout: unknown): Result<string, FieldProblem> {
  const { saved } = store.getState()
  const problem = nameProblem(name)
  if (problem !== undefined) return err(problem)
  if (!Object.hasOwn(saved, name) && Object.keys(saved).length >= MOST_SAVED)
    return err({ field: 'name', value: name, remedy: `${String(MOST_SAVED)} layouts are kept at most; delete one first` })
  store.setState({ saved: { ...saved, [name]: layout } })
  return ok(name)
}

export function renameLayout(store: StoreApi<SavedLayouts>, from: string, to: string): Result<string, FieldProblem> {
  const { saved } = store.getState()
  const problem = nameProblem(to)
  if (problem !== undefined) return err(problem)
  if (!Object.hasOwn(saved, from)) return err({ field: 'name', value: from, remedy: 'this layout is gone; choose another' })
  if (from !== to && Object.hasOwn(saved, to))
    return err({ field: 'name', value: to, remedy: 'another layout has this name; take another' })
  store.setState({
    saved: Object.fromEntries(Object.entries(saved).map(([name, layout]) => [name === from ? to : name, layout])),
  })
  return ok(to)
}

export function forgetLayout(store: StoreApi<SavedLayouts>, name: string): void {
  store.setState(({ saved }) => ({ saved: Object.fromEntries(Object.entries(saved).filter(([other]) => other !== name)) }))
}
