/** What a test asks of the double, beside what Electron has: to see the desktop, and to be the person at it. */
export interface DeskView {
  readonly endpoint: string
  readonly windows: readonly {
    readonly id: number
    readonly url: string
    readonly visible: boolean
    readonly bounds: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  }[]
  readonly tray: { readonly toolTip: string; readonly labels: readonly string[] } | null
  readonly menu: readonly string[]
  readonly notifications: readonly { readonly title: string; readonly body: string; readonly actions: readonly string[] }[]
  readonly questions: readonly { readonly message: string; readonly detail: string; readonly buttons: readonly string[] }[]
  readonly services: readonly { readonly name: string; readonly pid: number }[]
}

export type ControlRequest =
  | { readonly do: 'view' }
  | { readonly do: 'tray'; readonly label: string }
  | { readonly do: 'menu'; readonly label: string }
  | { readonly do: 'notification'; readonly index: number; readonly action: number | 'click' }
  | { readonly do: 'answer'; readonly button: string; readonly checked?: boolean }
  | { readonly do: 'close-window'; readonly id: number }
  | {
      readonly do: 'move-window'
      readonly id: number
      readonly x: number
      readonly y: number
      readonly width: number
      readonly height: number
    }
  | { readonly do: 'crash-window'; readonly id: number }
  | { readonly do: 'quit' }
  | { readonly do: 'power'; readonly event: string }
  /** A message from a frame that the test makes up; what a hostile page might send. */
  | {
      readonly do: 'ipc'
      readonly window: number
      readonly frame: { readonly url: string; readonly inner: boolean } | 'own' | null
      readonly channel: string
      readonly args: readonly unknown[]
      readonly invoke: boolean
    }
  /** What a permission handler answers, in each of its forms. */
  | { readonly do: 'permission'; readonly name: string }
  /** Stands still for so many ms, as a main process that is busy does. */
  | { readonly do: 'freeze'; readonly ms: number }

export interface ControlAnswer {
  readonly control: number
  readonly ok: boolean
  readonly value: unknown
}
