import type { Logger } from '../../ports/index.ts'

/** Errors stay visible, the rest is silent. */
export const quietLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (message, fields) => {
    console.error(message, fields)
  },
  child: () => quietLogger,
}
