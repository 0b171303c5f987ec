import { createStore, type StoreApi } from 'zustand/vanilla'

export interface Toast {
  readonly id: number
  readonly tone: 'ok' | 'error' | 'info'
  readonly title: string
  readonly text: string
  readonly action?: { readonly label: string; readonly run: () => void }
}

const KEPT = 5

export interface Toasts {
  readonly store: StoreApi<{ readonly toasts: readonly Toast[] }>
  show(toast: Omit<Toast, 'id'>): void
  dismiss(id: number): void
}

/** Short messages that leave by themselves; errors stay longer. */
export function toastStore(after: (delay: number, task: () => void) => unknown): Toasts {
  const store = createStore<{ readonly toasts: readonly Toast[] }>(() => ({ toasts: [] }))
  let next = 1
  const dismiss = (id: number): void => {
    store.setState((state) => ({ toasts: state.toasts.filter((toast) => toast.id !== id) }))
  }
  return {
    store,
    dismiss,
    show(toast) {
      const id = next
      next += 1
      store.setState((state) => ({ toasts: [...state.toasts, { ...toast, id }].slice(-KEPT) }))
      after(toast.tone === 'error' ? 9_000 : 3_500, () => {
        dismiss(id)
      })
    },
  }
}
