/** Whether the app was ready; much of Electron refuses to work before, and some of it afterwards. */
let ready = false

export const isReady = (): boolean => ready
export const becomeReady = (): void => {
  ready = true
}

export function mustBeReady(what: string): void {
  if (!ready) throw new Error(`${what} can only be used after the app is ready`)
}

export function mustNotBeReady(what: string): void {
  if (ready) throw new Error(`${what} should be called before app is ready`)
}
