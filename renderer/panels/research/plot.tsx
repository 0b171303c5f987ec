import { type PointerEvent, type ReactNode, useEffect, useRef } from 'react'
import { CanvasSurface, type Frame } from '../../ui/index.ts'

export interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

interface PlotProps {
  readonly label: string
  /** What matters of it, for those who do not see it. */
  readonly summary: string
  readonly height: number
  readonly paint: (frame: Frame) => void
  readonly onPick?: (place: Place) => void
  readonly testId?: string
}

const placeOf = (event: PointerEvent<HTMLElement>): Place => {
  const box = event.currentTarget.getBoundingClientRect()
  return { x: event.clientX - box.left, y: event.clientY - box.top, width: box.width, height: box.height }
}

/** A picture on a canvas, repainted when what it shows, its size or the theme changes. */
export function Plot({ label, summary, height, paint, onPick, testId }: PlotProps): ReactNode {
  const host = useRef<HTMLDivElement>(null)
  const surface = useRef<CanvasSurface>(undefined)
  const painter = useRef(paint)
  useEffect(() => {
    if (host.current === null) return undefined
    const made = new CanvasSurface(host.current, (frame) => {
      painter.current(frame)
    })
    surface.current = made
    const restyle = (): void => {
      made.restyle()
    }
    document.addEventListener('sentinel-appearance', restyle)
    return () => {
      document.removeEventListener('sentinel-appearance', restyle)
      made.dispose()
    }
  }, [])
  useEffect(() => {
    painter.current = paint
    surface.current?.invalidate()
  }, [paint])
  return (
    <figure className="research-plot" style={{ height }} data-testid={testId}>
      <div
        className="surface"
        ref={host}
        role="figure"
        aria-label={label}
        onPointerDown={
          onPick === undefined
            ? undefined
            : (event) => {
                onPick(placeOf(event))
              }
        }
      />
      <figcaption className="sr-only">{summary}</figcaption>
    </figure>
  )
}
