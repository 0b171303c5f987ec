import type { ReactNode } from 'react'
import type { BacktestFigures } from './report.ts'

const NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

const text = (value: number): string => `${value > 0 ? '+' : ''}${(value * 100).toFixed(1)}`
const tone = (value: number): string => (value < 0 ? 'num down' : value > 0 ? 'num up' : 'num')

function Cell({ value, name }: { readonly value: number | undefined; readonly name: string }): ReactNode {
  if (value === undefined) return <td />
  return (
    <td className={tone(value)} title={`${name}: ${String(value * 100)} %`}>
      {text(value)}
    </td>
  )
}

/** Returns by month in percent, a year a row, the months of a year compounded at its end. */
export function Months({ months }: Pick<BacktestFigures, 'months'>): ReactNode {
  if (months.length === 0) return null
  const years = [...new Set(months.map(({ month }) => month.slice(0, 4)))]
  const of = (year: string, index: number): number | undefined =>
    months.find(({ month }) => month === `${year}-${String(index + 1).padStart(2, '0')}`)?.return
  const whole = (year: string): number =>
    months.filter(({ month }) => month.startsWith(year)).reduce((grown, each) => grown * (1 + each.return), 1) - 1
  return (
    <div className="research-scroll">
      <table className="research-months" aria-label="Returns by month, percent">
        <thead>
          <tr>
            <th scope="col">%</th>
            {NAMES.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            <th scope="col">Year</th>
          </tr>
        </thead>
        <tbody>
          {years.map((year) => (
            <tr key={year}>
              <th scope="row" className="num">
                {year}
              </th>
              {NAMES.map((name, index) => (
                <Cell key={name} value={of(year, index)} name={`${name} ${year}`} />
              ))}
              <Cell value={whole(year)} name={year} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
