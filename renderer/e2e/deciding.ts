import type { Locator, Page } from 'playwright-core'
import { vi } from 'vitest'
import type { SignalRow } from '../../core/contract/index.ts'
import type { Server } from '../../core/testing/program.ts'

/** The machine may have other work: conditions are waited for, and only this long. */
export const PATIENCE = { timeout: 25_000, interval: 50 }

export const cardOf = (page: Page, id: string): Locator => page.getByTestId(`signal-card-${id}`)

/** Selects a signal that waits, in the queue, and acts on its card; another one when the market overtook it. */
export const decideOn = (
  { page, server }: { readonly page: Page; readonly server: Server },
  act: (signal: SignalRow) => Promise<void>,
  outcome: SignalRow['state'],
): Promise<SignalRow> =>
  vi.waitFor(async () => {
    const signal = (await server.get<SignalRow[]>('/signals')).find(({ state }) => state === 'PENDING')
    if (signal === undefined) throw new Error('no signal waits')
    await page.getByTestId(`signal-row-${signal.id}`).click({ timeout: 3_000 })
    await cardOf(page, signal.id).waitFor({ timeout: 3_000 })
    await act(signal)
    return await vi.waitFor(
      async () => {
        const after = (await server.get<SignalRow[]>('/signals')).find(({ id }) => id === signal.id)
        if (after?.state !== outcome) throw new Error(`the signal is ${after?.state ?? 'gone'}, not ${outcome}`)
        return after
      },
      { timeout: 3_000, interval: 50 },
    )
  }, PATIENCE)
