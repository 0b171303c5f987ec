import { CircleSlash, Inbox, Unplug } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Topic } from '../../core/contract/index.ts'
import { formatAge } from '../format/index.ts'
import { useConnection, useNow, useTopicPhase } from '../stores/index.ts'

interface MessageProps {
  readonly icon?: ReactNode
  readonly title: string
  readonly children?: ReactNode
}

export function PanelMessage({ icon, title, children }: MessageProps): ReactNode {
  return (
    <div className="panel-message">
      {icon ?? <Inbox size={18} strokeWidth={1.5} aria-hidden />}
      <b>{title}</b>
      {children}
    </div>
  )
}

export const Loading = ({ what }: { readonly what: string }): ReactNode => (
  <div className="loading-rows" role="status" aria-label={`Loading ${what}`} />
)

function DisconnectedNotice(): ReactNode {
  const since = useConnection((connection) => connection.since)
  const now = useNow(1_000)
  return (
    <div className="panel-notice error" role="status">
      <Unplug size={11} aria-hidden />
      Disconnected {formatAge(now - since)}, last known values
    </div>
  )
}

interface PanelContentProps {
  /** The topic whose state this panel shows. */
  readonly topic: Topic
  readonly filter?: string
  readonly what: string
  /** Shown instead of the children when set: there is nothing yet. */
  readonly empty?: ReactNode
  /** Age in ms when the content is older than its limit. */
  readonly staleAge?: number | undefined
  readonly scroll?: boolean
  /** The children stay mounted while loading: they draw themselves on a canvas. */
  readonly keep?: boolean
  readonly children: ReactNode
}

/** The five states of a panel: loading, error, empty, stale or disconnected over the content, ready. */
export function PanelContent({ topic, filter, what, empty, staleAge, scroll, keep, children }: PanelContentProps): ReactNode {
  const { phase, reason } = useTopicPhase(topic, filter)
  const neverSeen = empty !== undefined && empty !== null
  if (phase === 'refused') {
    return (
      <div className="panel-content">
        <PanelMessage icon={<CircleSlash size={18} strokeWidth={1.5} aria-hidden />} title={`No ${what} here`}>
          <span>{reason}. Nothing about your orders or money depends on this view.</span>
        </PanelMessage>
      </div>
    )
  }
  if (phase === 'loading' && keep !== true) {
    return (
      <div className="panel-content">
        <Loading what={what} />
      </div>
    )
  }
  const disconnected = phase === 'disconnected'
  return (
    <div
      className={scroll === true ? 'panel-content scroll' : 'panel-content'}
      data-faded={disconnected || staleAge !== undefined}
      // What scrolls is scrolled by keys too.
      {...(scroll === true ? { tabIndex: 0, role: 'region', 'aria-label': what } : {})}
    >
      {disconnected ? (
        <DisconnectedNotice />
      ) : staleAge === undefined ? null : (
        <div className="panel-notice" role="status">
          Stale {formatAge(staleAge)}
        </div>
      )}
      {phase === 'loading' ? <Loading what={what} /> : null}
      {neverSeen ? empty : children}
    </div>
  )
}
