import { type ReactNode, useState } from 'react'
import { isSilent } from '../../shell/channel-health.ts'
import { useConnection, useGaps, useNow, useRows } from '../../stores/index.ts'
import { Segments } from '../../ui/index.ts'
import { GapList } from './gap-list.tsx'
import { Health } from './health.tsx'
import { Streams } from './streams.tsx'

const VIEWS = ['Streams', 'Gaps', 'Health'] as const

/** What no open tab may hide: streams that are silent, and books whose losses nobody would notice. */
function Summary(): ReactNode {
  const channels = useRows('market.channels')
  const now = useNow(500)
  const connected = useConnection(({ phase }) => phase === 'connected')
  const silent = connected ? channels.filter((row) => isSilent(row, now)).length : 0
  const unchecked = channels.filter(({ sequenceCheck }) => !sequenceCheck).length
  return (
    <>
      {silent === 0 ? null : (
        <span className="danger" title={`Streams with no message within their limit, of ${String(channels.length)}`}>
          {String(silent)} silent
        </span>
      )}
      {unchecked === 0 ? null : (
        <span className="warn" title={`Streams in which a lost update goes unnoticed, of ${String(channels.length)}`}>
          {String(unchecked)} without sequence check
        </span>
      )}
    </>
  )
}

export function DataPanel(): ReactNode {
  const [view, setView] = useState<(typeof VIEWS)[number]>('Streams')
  const gaps = useGaps()
  const open = gaps?.filter(({ repairedBy }) => repairedBy === undefined).length ?? 0
  return (
    <div className="panel">
      <div className="panel-bar">
        <Segments label="What of the data" options={VIEWS} value={view} onChange={setView} />
        <span className="grow" />
        <Summary />
        <span className={open > 0 ? 'warn' : 'dim'} data-testid="open-gaps" title="Holes in the data that nothing has repaired">
          {open === 0 ? 'no open gap' : open === 1 ? '1 open gap' : `${String(open)} open gaps`}
        </span>
      </div>
      {view === 'Streams' ? <Streams /> : view === 'Gaps' ? <GapList gaps={gaps} /> : <Health />}
    </div>
  )
}
