import type { ReactNode } from 'react'

export interface MetricProps {
  readonly label: string
  readonly hint: string
  readonly text: string
  readonly short?: boolean
  readonly tone?: 'danger' | ''
  readonly testId?: string
}

/** A measured figure with its name; what it means is under the pointer. */
export function Metric({ label, hint, text, short, tone = '', testId }: MetricProps): ReactNode {
  return (
    <span className="metric" title={hint}>
      {label}
      <span className={short === true ? `num short ${tone}` : `num ${tone}`} data-testid={testId}>
        {text}
      </span>
    </span>
  )
}
