import { type ReactNode, useEffect, useMemo, useState } from 'react'
import type { JournalRow } from '../../../core/contract/index.ts'
import { formatTimeMillis } from '../../format/index.ts'
import { useConnection, useRows, useTerminal, useTopicStore, useZone } from '../../stores/index.ts'
import { Loading, PanelMessage } from '../../ui/index.ts'
import { summarise } from './summarise.ts'

function Entry({ row }: { readonly row: JournalRow }): ReactNode {
  const zone = useZone()
  const [open, setOpen] = useState(false)
  return (
    <div className="story-row" data-kind={row.kind}>
      <button
        type="button"
        className="story-line"
        aria-expanded={open}
        onClick={() => {
          setOpen(!open)
        }}
      >
        <span className="num dim">{row.sequence}</span>
        <span className="num dim">{formatTimeMillis(row.at, zone)}</span>
        <span className={row.kind === 'input' ? 'tag accent' : 'tag'}>{row.kind}</span>
        <b className="clip">{row.type}</b>
        <span className="clip dim">{summarise(row.payload)}</span>
        <span className="num dim" title="The journal row that caused this one">
          {row.cause === 0 || row.cause === row.sequence ? '' : `← ${String(row.cause)}`}
        </span>
      </button>
      {open ? <pre className="story-json selectable">{JSON.stringify(row.payload, null, 2)}</pre> : null}
    </div>
  )
}

type Story =
  | { readonly phase: 'loading' }
  | { readonly phase: 'ready'; readonly rows: readonly JournalRow[] }
  | { readonly phase: 'error'; readonly message: string }

/** The whole story of one id, read again whenever the journal grows. */
function useStory(id: string): Story {
  const { client } = useTerminal()
  const epoch = useConnection((connection) => connection.epoch)
  const journal = useTopicStore('trading.journal')
  const [story, setStory] = useState<Story>({ phase: 'loading' })
  useEffect(() => {
    let live = true
    const read = (): void => {
      client.api.trader.explain(id).then(
        (rows) => {
          if (live) setStory({ phase: 'ready', rows })
        },
        (error: unknown) => {
          if (live) setStory({ phase: 'error', message: String(error) })
        },
      )
    }
    read()
    const stop = journal.subscribe((state) => {
      if (state.changed.some((row) => JSON.stringify(row.payload).includes(id))) read()
    })
    return () => {
      live = false
      stop()
    }
  }, [client, id, epoch, journal])
  return story
}

function RowsOf({ id }: { readonly id: string }): ReactNode {
  const story = useStory(id)
  if (story.phase === 'loading') return <Loading what="the story" />
  if (story.phase === 'error') return <PanelMessage title="The story could not be read">{story.message}</PanelMessage>
  if (story.rows.length === 0) return <PanelMessage title="The journal does not mention this id" />
  return (
    <div className="story">
      {story.rows.map((row) => (
        <Entry key={row.sequence} row={row} />
      ))}
    </div>
  )
}

const NEWEST = 200

function Tail(): ReactNode {
  const all = useRows('trading.journal')
  const rows = useMemo(() => all.slice(-NEWEST).reverse(), [all])
  if (rows.length === 0) return <PanelMessage title="The journal is empty" />
  return (
    <div className="story">
      {rows.map((row) => (
        <Entry key={row.sequence} row={row} />
      ))}
    </div>
  )
}

/** The rows of the journal as they are: those that mention an id, else the newest. */
export const RawJournal = ({ id }: { readonly id: string | undefined }): ReactNode =>
  id === undefined ? <Tail /> : <RowsOf key={id} id={id} />
