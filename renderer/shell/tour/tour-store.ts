import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Terminal } from '../../stores/index.ts'
import { openPanel } from '../layout.ts'
import { TOUR_STEPS } from './tour-steps.ts'

export interface Tour {
  /** Index of the step on show; undefined while there is no tour. */
  readonly step: number | undefined
}

/** Set once the tour was seen or put away; tests set it to be left alone. */
export const TOUR_KEY = 'sentinel.tour'

export const tour: StoreApi<Tour> = createStore<Tour>(() => ({ step: undefined }))

function show(step: number): void {
  const { panel } = TOUR_STEPS[step] ?? {}
  if (panel !== undefined) openPanel(panel)
  tour.setState({ step })
}

export function endTour(): void {
  localStorage.setItem(TOUR_KEY, 'seen')
  tour.setState({ step: undefined })
}

/** Shows a step; past the last one the tour is over. */
export function goToStep(step: number): void {
  if (step >= TOUR_STEPS.length) endTour()
  else show(Math.max(0, step))
}

const modeOf = (terminal: Terminal): string => {
  const row = terminal.topics.store('system.mode').getState().rows.get('all')
  return row?.mode ?? terminal.reference.getState().status?.environment ?? 'unknown'
}

/** From the palette or the settings, as often as anybody likes; never with real money at hand. */
export function startTour(terminal: Terminal): void {
  if (modeOf(terminal) === 'live') {
    const text = 'It ends with an approved order. Go back to paper first, by the button at the top.'
    terminal.toasts.show({ tone: 'info', title: 'The tour runs on paper only', text })
    return
  }
  terminal.workspace.setState({ palette: false, help: false, settings: false })
  show(0)
}

/** At the first start on the demo market, in the main window only. */
export function startFirstTour(terminal: Terminal): void {
  const { status } = terminal.reference.getState()
  if (tour.getState().step !== undefined || status === undefined || !status.source.startsWith('demo')) return
  if (localStorage.getItem(TOUR_KEY) !== null || new URLSearchParams(location.search).has('window')) return
  if (modeOf(terminal) === 'paper') show(0)
}
