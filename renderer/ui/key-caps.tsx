import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { type ActionId, type Chord, keyCaps } from '../keymap/index.ts'
import { useTerminal } from '../stores/index.ts'

/** The keys of a chord as they are printed on the keyboard; nothing for the empty chord. */
export function KeyCaps({ chord }: { readonly chord: Chord }): ReactNode {
  return keyCaps(chord).map((cap) => (
    <span key={cap} className="kbd">
      {cap}
    </span>
  ))
}

/** The key that stands for an action now. */
export function ActionKey({ action }: { readonly action: ActionId }): ReactNode {
  const chord = useStore(useTerminal().keymap, (keymap) => keymap[action])
  return <KeyCaps chord={chord} />
}
