import { ArrowLeft, ArrowRight, X } from 'lucide-react'
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { useReference, useRow, useTerminal } from '../../stores/index.ts'
import { placeBeside, type Rect } from './placement.ts'
import { TOUR_STEPS, type TourStep } from './tour-steps.ts'
import { endTour, goToStep, startFirstTour, tour } from './tour-store.ts'

const CARD = { width: 300, height: 196 } as const

interface Place {
  readonly anchor: Rect
  readonly card: Rect
}

const rectOf = ({ x, y, width, height }: DOMRect): Rect => ({ x, y, width, height })
const same = (a: Place | undefined, b: Place | undefined): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Between the bars, so that what stops and cancels is never under a card. */
function room(): Rect {
  const top = document.querySelector('.dock')?.getBoundingClientRect()
  return top === undefined ? { x: 0, y: 0, width: innerWidth, height: innerHeight } : rectOf(top)
}

function place({ anchors, panel }: TourStep, height: number): Place | undefined {
  for (const selector of [...anchors, `[data-testid="tab-${panel}"]`]) {
    const found = document.querySelector(selector)?.getBoundingClientRect()
    if (found === undefined || found.width === 0 || found.height === 0) continue
    const anchor = rectOf(found)
    return { anchor, card: placeBeside(anchor, { ...CARD, height }, room()) }
  }
  return undefined
}

/** Where the step belongs, followed as the layout moves. */
function usePlace(step: TourStep, card: RefObject<HTMLElement | null>): Place | undefined {
  const { now } = useTerminal()
  const [found, setFound] = useState<Place>()
  useLayoutEffect(() => {
    const look = (): void => {
      const next = place(step, card.current?.offsetHeight ?? CARD.height)
      setFound((before) => (same(before, next) ? before : next))
    }
    look()
    window.addEventListener('resize', look)
    const stop = now.subscribe(look)
    return () => {
      window.removeEventListener('resize', look)
      stop()
    }
  }, [step, now, card])
  return found
}

function Card({ step, index }: { readonly step: TourStep; readonly index: number }): ReactNode {
  const terminal = useTerminal()
  const card = useRef<HTMLElement>(null)
  const found = usePlace(step, card)
  useEffect(() => {
    const stop = step.watch(terminal, () => {
      goToStep(index + 1)
    })
    return stop
  }, [terminal, step, index])
  useEffect(() => {
    // Whoever types somewhere is not torn away; the step is read out either way.
    const { activeElement } = document
    const typing = activeElement instanceof HTMLElement && activeElement.closest('input, textarea, select') !== null
    if (!typing) card.current?.focus({ preventScroll: true })
  }, [step])
  const last = index === TOUR_STEPS.length - 1
  const style = found === undefined ? { left: 16, bottom: 40 } : { left: found.card.x, top: found.card.y }
  return (
    <>
      {found === undefined ? null : (
        <div
          className="tour-ring"
          aria-hidden
          style={{ left: found.anchor.x, top: found.anchor.y, width: found.anchor.width, height: found.anchor.height }}
        />
      )}
      <section
        ref={card}
        className="tour-card"
        role="dialog"
        aria-modal={false}
        aria-labelledby="tour-title"
        aria-describedby="tour-text"
        tabIndex={-1}
        style={{ width: CARD.width, ...style }}
        data-testid="tour"
        data-step={step.id}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.stopPropagation()
          endTour()
        }}
      >
        <header>
          <span className="dim">
            {index + 1} of {TOUR_STEPS.length}
          </span>
          <button
            type="button"
            className="btn ghost small icon"
            aria-label="End the tour"
            data-testid="tour-skip"
            onClick={endTour}
          >
            <X size={11} aria-hidden />
          </button>
        </header>
        <h2 id="tour-title">{step.title}</h2>
        <p id="tour-text" aria-live="polite">
          {step.text} {step.todo === '' ? null : <b>{step.todo}</b>}
        </p>
        <footer>
          <button
            type="button"
            className="btn small"
            disabled={index === 0}
            onClick={() => {
              goToStep(index - 1)
            }}
          >
            <ArrowLeft size={11} aria-hidden />
            Back
          </button>
          <button
            type="button"
            className="btn small"
            data-testid="tour-next"
            onClick={() => {
              goToStep(index + 1)
            }}
          >
            {last ? 'Done' : step.todo === '' ? 'Next' : 'Skip this step'}
            {last ? null : <ArrowRight size={11} aria-hidden />}
          </button>
        </footer>
      </section>
    </>
  )
}

/** Five steps from the first look to an approved paper trade; it blocks nothing and ends with Escape. */
export function Tour(): ReactNode {
  const terminal = useTerminal()
  const index = useStore(tour, ({ step }) => step)
  const source = useReference(({ status }) => status?.source)
  const mode = useRow('system.mode', 'all')?.mode
  useEffect(() => {
    if (source !== undefined && mode !== undefined) startFirstTour(terminal)
  }, [terminal, source, mode])
  const step = index === undefined ? undefined : TOUR_STEPS[index]
  if (index === undefined || step === undefined || mode === 'live') return null
  return <Card key={step.id} step={step} index={index} />
}
