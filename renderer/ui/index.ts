/**
 * The small parts that panels are made of.
 * Invariant: every part is labelled, reachable by keyboard and keeps its size while values change.
 */
export * from './canvas-surface.ts'
export * from './countdown.tsx'
export * from './figures.tsx'
export * from './flash.tsx'
export * from './hold-button.tsx'
export * from './key-caps.tsx'
export * from './panel.tsx'
export * from './return-focus.ts'
export * from './segments.tsx'
export * from './table.tsx'
export * from './toasts.tsx'
