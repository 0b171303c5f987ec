import { once } from 'node:events'

export type Print = (text: string) => Promise<void>

/** Waits where a slow reader of a pipe asks for it; a reader that has seen enough, such as `head`, is no error. */
export const toStdout: Print = async (text) => {
  const { stdout } = process
  if (stdout.destroyed || stdout.write(text)) return
  try {
    await once(stdout, 'drain')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error
  }
}
