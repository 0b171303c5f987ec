import type { PanelId } from '../../panels/registry.ts'
import type { Terminal } from '../../stores/index.ts'

export interface TourStep {
  readonly id: string
  readonly panel: PanelId
  /** The first of these that is on the screen is what the step is about. */
  readonly anchors: readonly string[]
  readonly title: string
  readonly text: string
  /** What the person does to go on, in words; empty where there is nothing but reading. */
  readonly todo: string
  /** Calls `done` once the person did it; returns the function that stops watching. */
  readonly watch: (terminal: Terminal, done: () => void) => () => void
}

const never = (): (() => void) => () => undefined

/** The person, not the queue, selected a signal. */
const signalChosen: TourStep['watch'] = ({ workspace }, done) =>
  workspace.subscribe((now, before) => {
    if (now.signalId !== undefined && now.signalMovedAt === 0 && now !== before) done()
  })

const approvedByPerson: TourStep['watch'] = ({ topics, clock }, done) => {
  const since = clock.now()
  const release = topics.hold('trading.signals')
  const stop = topics.store('trading.signals').subscribe(({ changed }) => {
    if (changed.some((row) => row.state === 'APPROVED' && row.decidedBy === 'user' && (row.decidedAt ?? 0) >= since)) done()
  })
  return () => {
    stop()
    release()
  }
}

export const TOUR_STEPS: readonly TourStep[] = [
  {
    id: 'market',
    panel: 'watchlist',
    anchors: ['[data-testid="watchlist"]'],
    title: 'Watch the market',
    text: 'Prices as they come in; one that is old turns grey and says how old. The chart, the book and the ticket follow the market that you pick here.',
    todo: 'Pick another market.',
    watch: ({ links }, done) =>
      links.subscribe((now, before) => {
        const was = before.instruments[1]
        if (was !== undefined && now.instruments[1] !== was) done()
      }),
  },
  {
    id: 'signal',
    panel: 'signals',
    anchors: ['.signal-queue', '[data-testid="signals"]'],
    title: 'Read a signal',
    text: 'Strategies propose, you decide. Each row is one proposal: what to trade, how sure, what it costs and risks, and the time left to decide.',
    todo: 'Select a row.',
    watch: signalChosen,
  },
  {
    id: 'reasons',
    panel: 'signals',
    anchors: ['.signal-scroll', '[data-testid="signals"]'],
    title: 'Why, and at what risk',
    text: 'Each reason with its age and its weight, what other strategies say, and every risk rule with what was measured and what is allowed. Scroll it.',
    todo: '',
    watch: never,
  },
  {
    id: 'approve',
    panel: 'signals',
    anchors: ['.signal-decide', '.signal-buttons', '[data-testid="signals"]'],
    title: 'Approve it, on paper',
    text: 'Above the button stands what changed since the signal. Approve sends a paper order: simulated fills against the real book, no money. The rules are checked once more when you press.',
    todo: 'Approve a signal that waits.',
    watch: approvedByPerson,
  },
  {
    id: 'position',
    panel: 'positions',
    anchors: ['[data-testid="positions-table"]', '[data-testid="tab-positions"]'],
    title: 'The position and its stop',
    text: 'What you hold, its profit or loss at this moment, and where its stop is: at the venue, or kept here. Drag the stop on the chart to move it; Flatten, at the top, closes everything at once.',
    todo: '',
    watch: never,
  },
]
