import { Check, Copy } from 'lucide-react'
import { type ReactNode, useMemo, useState } from 'react'
import type { WhyRow } from '../../../core/contract/index.ts'
import { formatDateTime, formatTimeMillis } from '../../format/index.ts'
import { useTerminal, useWorkspace, useZone } from '../../stores/index.ts'
import { Loading, PanelMessage } from '../../ui/index.ts'
import { SymbolName } from '../symbol.tsx'
import { durationText } from './facts.ts'
import type { Chapter, Detail, Moment } from './moment.ts'
import { momentsOf } from './moments.ts'
import { deltasOf, storyText } from './story-text.ts'
import { useStory } from './use-story.ts'

const WORDS: Readonly<Record<Chapter, string>> = {
  signal: 'Signal',
  decision: 'Approval',
  order: 'Order',
  fill: 'Fill',
  position: 'Position',
  protection: 'Stops',
  command: 'Command',
  notice: 'Notice',
  result: 'Result',
}

/** An id whose own story is one click away. */
function StoryLink({ id }: { readonly id: string }): ReactNode {
  const { workspace } = useTerminal()
  const current = useWorkspace((state) => state.storyId)
  return (
    <button
      type="button"
      className="story-link num"
      disabled={id === current}
      title={id === current ? 'This story' : `Tell the story of ${id}`}
      data-testid="why-link"
      onClick={() => {
        workspace.setState({ storyId: id })
      }}
    >
      {id}
    </button>
  )
}

function DetailTable({ title, head, rows, bad }: Detail): ReactNode {
  return (
    <details className="story-detail" open={bad.length > 0 || undefined}>
      <summary>{title}</summary>
      <div className="story-scroll">
        <table>
          <thead>
            <tr>
              {head.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={row[0]} data-bad={bad.includes(index)}>
                {row.map((cell, column) => (
                  <td key={head[column]} className={column === 0 ? undefined : 'num'}>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}

function MomentItem({ moment, delta }: { readonly moment: Moment; readonly delta: number | undefined }): ReactNode {
  const zone = useZone()
  const { chapter, at, title, tone, facts, details, links, sequence } = moment
  return (
    <li className="story-moment" data-chapter={chapter} data-tone={tone} data-testid="why-moment">
      <div className="story-when">
        <time
          className="num"
          dateTime={new Date(at).toISOString()}
          title={`${formatDateTime(at, zone)}, row ${String(sequence ?? '–')}`}
        >
          {formatTimeMillis(at, zone)}
        </time>
        <span className="num dim" title="Since the step before">
          {delta === undefined ? '' : `+${durationText(delta)}`}
        </span>
      </div>
      <div className="story-what">
        <div className="story-title">
          <span className="tag">{WORDS[chapter]}</span>
          <b className="selectable">{title}</b>
          {links.map((id) => (
            <StoryLink key={id} id={id} />
          ))}
        </div>
        {facts.length === 0 ? null : (
          <dl className="story-facts">
            {facts.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd className="num selectable">{value}</dd>
              </div>
            ))}
          </dl>
        )}
        {details.map((detail) => (
          <DetailTable key={detail.title} {...detail} />
        ))}
      </div>
    </li>
  )
}

function CopyButton({ text }: { readonly text: () => string }): ReactNode {
  const { toasts } = useTerminal()
  const [copied, setCopied] = useState(false)
  return (
    <button
      type="button"
      className="btn small"
      onClick={() => {
        navigator.clipboard.writeText(text()).then(
          () => {
            setCopied(true)
          },
          (error: unknown) => {
            toasts.show({ tone: 'error', title: 'Not copied', text: String(error) })
          },
        )
      }}
    >
      {copied ? <Check size={11} aria-hidden /> : <Copy size={11} aria-hidden />}
      {copied ? 'Copied' : 'Copy'}
    </button>
  )
}

function Timeline({ story }: { readonly story: WhyRow }): ReactNode {
  const moments = useMemo(() => momentsOf(story), [story])
  const deltas = deltasOf(moments)
  const [first, last] = [moments[0], moments.at(-1)]
  return (
    <article className="story-page" aria-label={`Story of ${story.asked}`}>
      <header className="story-head">
        <SymbolName id={story.instrument} />
        <span className="dim clip">
          {moments.length} steps
          {first === undefined || last === undefined ? '' : ` in ${durationText(last.at - first.at)}`}
        </span>
        <span className="grow" />
        <CopyButton text={() => storyText(story.asked, moments)} />
      </header>
      <ol className="story-moments">
        {moments.map((moment, index) => (
          <MomentItem key={moment.key} moment={moment} delta={deltas[index]} />
        ))}
      </ol>
    </article>
  )
}

/** One id from the data behind its signal to what came of it. */
export function StoryView({ id }: { readonly id: string }): ReactNode {
  const told = useStory(id)
  if (told.phase === 'loading') return <Loading what="the story" />
  if (told.phase === 'error')
    return (
      <PanelMessage title="The story could not be read">
        <span>{told.message}. The journal itself is as it was; look at Raw, or ask again.</span>
      </PanelMessage>
    )
  if (told.phase === 'unknown')
    return (
      <PanelMessage title="The journal does not know this id">
        <span>{told.near.length === 0 ? 'It has no order, signal or fill yet.' : 'The nearest that it knows:'}</span>
        <span className="story-near">
          {told.near.map((near) => (
            <StoryLink key={near} id={near} />
          ))}
        </span>
      </PanelMessage>
    )
  return <Timeline story={told.story} />
}
