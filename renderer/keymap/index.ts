/**
 * Which keys do what: named actions, their chords, and when a key may act.
 * Invariant: no two actions share a chord; a key that trades is dead until it was switched on, while somebody types, and while it is held.
 */
export * from './actions.ts'
export * from './chord.ts'
export * from './keymap.ts'
export * from './press.ts'
