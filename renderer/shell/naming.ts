import { createStore, type StoreApi } from 'zustand/vanilla'

export interface Naming {
  /** What is being named, for the head of the dialog. */
  readonly title: string
  readonly name: string
  /** Keeps the name; what speaks against it, or nothing. */
  readonly save: (name: string) => string
}

/** The one dialog of a window that asks for a name. */
export const naming: StoreApi<{ readonly asked: Naming | undefined }> = createStore(() => ({ asked: undefined }))

export const askName = (asked: Naming): void => {
  naming.setState({ asked })
}
