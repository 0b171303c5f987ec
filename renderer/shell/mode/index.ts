/**
 * Paper and live: the badge that is the switch, and the gate between them.
 * Invariant: to paper is one click and never asks; to live needs every check, every difference settled, and a held button.
 */
export { GateDialog } from './gate-dialog.tsx'
export { ModeToggle } from './mode-toggle.tsx'
export { TabMode } from './tab-mode.tsx'
export { useShownMode } from './use-mode.ts'
export { backToPaper, openGate } from './mode-actions.ts'
