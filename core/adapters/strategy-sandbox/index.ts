/** In: JavaScript of a stranger. Out: text. Invariant: it runs in a process of its own with nothing to reach. */
export * from './sandboxes.ts'
