import type { Terminal } from '../../stores/index.ts'

/** `what` was copied, in words for the person: `One alert`. */
export async function copyLines({ toasts }: Terminal, text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    toasts.show({ tone: 'ok', title: 'Copied', text: `On the clipboard: ${what}.` })
  } catch (error) {
    toasts.show({
      tone: 'error',
      title: 'Not copied',
      text: `The browser refused: ${error instanceof Error ? error.message : String(error)}`,
    })
  }
}
