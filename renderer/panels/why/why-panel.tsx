import { type ReactNode, useMemo, useState } from 'react'
import { formatTime } from '../../format/index.ts'
import { usePanelState, useRows, useTerminal, useWorkspace, useZone } from '../../stores/index.ts'
import { PanelContent, PanelMessage, Segments } from '../../ui/index.ts'
import { SymbolName } from '../symbol.tsx'
import { RawJournal } from './raw-journal.tsx'
import { StoryView } from './story-view.tsx'

const VIEWS = ['story', 'raw'] as const
type View = (typeof VIEWS)[number]
const parseView = (kept: unknown): View => VIEWS.find((view) => view === kept) ?? 'story'

function AskBox(): ReactNode {
  const { workspace } = useTerminal()
  const [text, setText] = useState('')
  return (
    <form
      className="story-ask"
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim() !== '') workspace.setState({ storyId: text.trim() })
      }}
    >
      <input
        className="input"
        aria-label="Id of an order, signal or fill"
        placeholder="Order, signal or fill id"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
        }}
      />
      <button type="submit" className="btn" disabled={text.trim() === ''}>
        Tell
      </button>
    </form>
  )
}

const NEWEST = 30

/** Nothing was asked: the newest signals and orders to choose from. */
function Choose(): ReactNode {
  const { workspace } = useTerminal()
  const zone = useZone()
  const signals = useRows('trading.signals')
  const orders = useRows('trading.orders')
  const newest = useMemo(
    () =>
      [
        ...signals.map(({ id, instrument, action, state, createdAt }) => ({
          id,
          instrument,
          at: createdAt,
          text: `signal to ${action}, ${state.toLowerCase()}`,
        })),
        ...orders.map(({ id, instrument, side, type, state, createdAt }) => ({
          id,
          instrument,
          at: createdAt,
          text: `${side} ${type}, ${state}`,
        })),
      ]
        .sort((a, b) => b.at - a.at)
        .slice(0, NEWEST),
    [signals, orders],
  )
  return (
    <div className="story-page">
      <AskBox />
      {newest.length === 0 ? (
        <PanelMessage title="No story to tell yet">
          Every signal and order gets one, from the data behind it to what came of it.
        </PanelMessage>
      ) : (
        <div className="story-list" role="list" aria-label="Newest signals and orders">
          {newest.map(({ id, instrument, at, text }) => (
            <div key={id} role="listitem">
              <button
                type="button"
                className="story-choice"
                data-testid="why-choice"
                onClick={() => {
                  workspace.setState({ storyId: id })
                }}
              >
                <span className="num dim">{formatTime(at, zone)}</span>
                <SymbolName id={instrument} />
                <span className="clip">{text}</span>
                <span className="num dim clip">{id}</span>
              </button>
            </div>
          ))}
        </div>
      )}
    </div>
  )
}

/** Why something happened: its story, or the rows of the journal that it is told from. */
export function WhyPanel(): ReactNode {
  const { workspace } = useTerminal()
  const storyId = useWorkspace((state) => state.storyId)
  const [view, setView] = usePanelState('view', parseView)
  return (
    <div className="panel" data-testid="why">
      <div className="panel-bar">
        <Segments
          label="View"
          options={VIEWS}
          value={view}
          text={(each) => (each === 'story' ? 'Story' : 'Raw')}
          onChange={setView}
        />
        <span className="num clip selectable grow" title={storyId}>
          {storyId ?? (view === 'raw' ? 'newest first' : '')}
        </span>
        {storyId === undefined ? null : (
          <button
            type="button"
            className="btn small"
            onClick={() => {
              workspace.setState({ storyId: undefined })
            }}
          >
            {view === 'raw' ? 'Whole journal' : 'Another'}
          </button>
        )}
      </div>
      <PanelContent topic="trading.journal" what="journal" scroll>
        {view === 'raw' ? (
          <RawJournal id={storyId} />
        ) : storyId === undefined ? (
          <Choose />
        ) : (
          <StoryView key={storyId} id={storyId} />
        )}
      </PanelContent>
    </div>
  )
}
