import type { ReactNode } from 'react'

export interface Shown {
  readonly label: string
  readonly value: string
  readonly hint: string
}

/** Figures that explain themselves under the pointer and to a screen reader. */
export function FigureList({ figures }: { readonly figures: readonly Shown[] }): ReactNode {
  return (
    <dl className="research-figures">
      {figures.map(({ label, value, hint }) => (
        <div key={label} title={hint}>
          <dt>{label}</dt>
          <dd className="num">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
