/**
 * What draws a person's attention: sound, messages of the operating system, the title of the page.
 * Invariant: of all windows one makes the noise; what was decided, has lapsed or was acknowledged rings no more.
 */
export * from './alarm-plan.ts'
export * from './alarm-text.ts'
export * from './chime.ts'
export * from './desktop.ts'
export * from './leadership.ts'
export * from './notifier.ts'
