import type { PanelId } from '../panels/registry.ts'
import type { Terminal } from '../stores/index.ts'
import type { FakeBackend } from './fake-backend.ts'
import type { Exceptions } from './impaired-link.ts'

/** What a panel needs besides the furnished market to show what it is for; most need nothing. */
export interface Scene {
  /** Of the empty state: what else is missing there. */
  readonly empty?: Exceptions
  /** What the person did before. */
  readonly prepare?: (terminal: Terminal, backend: FakeBackend) => void
}

export const SCENES: Readonly<Partial<Record<PanelId, Scene>>> = {
  watchlist: { empty: { unlisted: true } },
  risk: { empty: { topics: 'none' } },
  services: { empty: { topics: 'none' } },
  ticket: {
    prepare: ({ workspace }, { markets: [first] }) => {
      if (first === undefined) return
      const at = (factor: number): string => (first.price * factor).toFixed(first.decimals)
      workspace.setState(({ ticket }) => ({
        ticket: {
          ...ticket,
          instrument: first.instrument.id,
          quantity: '0.01',
          price: at(0.9995),
          stop: at(0.995),
          target: at(1.01),
        },
      }))
    },
  },
}
