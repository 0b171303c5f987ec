import { useEffect, useState } from 'react'
import type { WhyRow } from '../../../core/contract/index.ts'
import { useConnection, useTerminal, useTopicStore } from '../../stores/index.ts'

export type Told =
  | { readonly phase: 'loading' }
  | { readonly phase: 'ready'; readonly story: WhyRow }
  | { readonly phase: 'unknown'; readonly near: readonly string[] }
  | { readonly phase: 'error'; readonly message: string }

const NEAR = /no order, signal or fill of this journal has that id; the nearest are (.*)$/
const NONE = 'this journal has no order, signal or fill yet'

/** What the trader says of an id that it does not know is an answer, not a failure. */
export function toldOf(message: string): Told {
  const near = NEAR.exec(message)?.[1]
  if (near !== undefined) return { phase: 'unknown', near: near.split(', ') }
  return message.includes(NONE) ? { phase: 'unknown', near: [] } : { phase: 'error', message }
}

const idsOf = ({ asked, orders, signals }: WhyRow): readonly string[] => [
  asked,
  ...orders.map(({ order }) => order.id),
  ...signals.map(({ signal }) => signal.id),
]

/** The story of one id, told again when the journal mentions any part of it, one question at a time. */
export function useStory(id: string): Told {
  const { client } = useTerminal()
  const epoch = useConnection((connection) => connection.epoch)
  const journal = useTopicStore('trading.journal')
  const [told, setTold] = useState<Told>({ phase: 'loading' })
  useEffect(() => {
    let live = true
    let asking = false
    let again = false
    let ids: readonly string[] = [id]
    const ask = (): void => {
      again = asking
      if (asking) return
      asking = true
      void client.api.trader
        .why(id)
        .then(
          (story): Told => {
            ids = idsOf(story)
            return { phase: 'ready', story }
          },
          (error: unknown) => toldOf(error instanceof Error ? error.message : String(error)),
        )
        .then((answer) => {
          asking = false
          if (!live) return
          setTold(answer)
          if (again) ask()
        })
    }
    ask()
    const stop = journal.subscribe(({ changed }) => {
      const texts = changed.map(({ payload }) => JSON.stringify(payload))
      if (texts.some((text) => ids.some((each) => text.includes(each)))) ask()
    })
    return () => {
      live = false
      stop()
    }
  }, [client, id, epoch, journal])
  return told
}
