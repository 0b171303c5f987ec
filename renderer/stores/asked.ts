import { useEffect, useRef, useState } from 'react'
import { useTerminal } from './hooks.ts'

export interface Asked<T> {
  /** The newest answer; undefined before the first and while there is a problem. */
  readonly value: T | undefined
  /** Why there is none now; empty otherwise. */
  readonly problem: string
}

const NOTHING = { value: undefined, problem: '' } as const

/**
 * Asks a service now and every `every` ms while the component is mounted, one question at a time, and at once
 * again when `key` changes, which names what is asked; answers to an older key are dropped.
 */
export function useAsked<T>(key: string, every: number, ask: () => Promise<T>): Asked<T> {
  const { clock } = useTerminal()
  const [asked, setAsked] = useState<{ readonly key: string } & Asked<T>>({ key, ...NOTHING })
  const newest = useRef(ask)
  useEffect(() => {
    newest.current = ask
  })
  useEffect(() => {
    let current = true
    let asking = false
    const look = (): void => {
      if (asking) return
      asking = true
      void newest
        .current()
        .then(
          (value) => ({ value, problem: '' }),
          (error: unknown) => ({ value: undefined, problem: error instanceof Error ? error.message : String(error) }),
        )
        .then((answer) => {
          asking = false
          if (current) setAsked({ key, ...answer })
        })
    }
    look()
    const stop = clock.every(every, look)
    return () => {
      current = false
      stop()
    }
  }, [clock, key, every])
  return asked.key === key ? asked : NOTHING
}
