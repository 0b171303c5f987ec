import type { Page } from 'playwright-core'
import { expect, vi } from 'vitest'
import { PATIENCE } from './deciding.ts'

export interface TicketTexts {
  readonly side: 'buy' | 'sell'
  readonly type: string
  readonly sizing: string
  readonly quantity: string
  readonly stop: string
  readonly target: string
  /** Left as it is where it is not given. */
  readonly price?: string
}

/** Fills the ticket by its own controls and waits for the trader's figures of it. */
export async function fillTicket(page: Page, texts: TicketTexts): Promise<void> {
  await page.getByTestId(`ticket-${texts.side}`).click()
  await page.getByTestId('ticket-type').selectOption(texts.type)
  await page.getByTestId('ticket-sizing').selectOption(texts.sizing)
  const fields = ['quantity', 'stop', 'target', ...(texts.price === undefined ? [] : (['price'] as const))] as const
  for (const field of fields) await page.getByTestId(`ticket-${field}`).fill(texts[field as 'quantity'])
  await previewed(page)
}

/** Waits until the figures shown are those of the order as it stands. */
export const previewed = (page: Page): Promise<void> =>
  expect.poll(() => page.getByTestId('ticket-preview').getAttribute('data-phase'), PATIENCE).toBe('ready')

/**
 * Presses the ticket's button in the very moment in which it is read, so that no newer figures come between; returns the
 * size that it named.
 */
export const countedPress = (page: Page): Promise<string> =>
  vi.waitFor(async () => {
    const sentence = await page.evaluate(() => {
      const ready = document.querySelector('[data-testid="ticket-preview"][data-phase="ready"]')
      const button = document.querySelector<HTMLElement>('[data-testid="ticket-submit"]')
      if (ready === null || button === null) return ''
      const text = button.querySelector('.ticket-does')?.textContent ?? ''
      button.click()
      return text
    })
    const size = /^(?:Buy|Sell) (\d[\d.]*) /.exec(sentence)?.[1]
    if (size === undefined) throw new Error(`the button says ${sentence}`)
    return size
  }, PATIENCE)
