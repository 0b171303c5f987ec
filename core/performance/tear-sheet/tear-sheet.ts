import type { EquityCurve, MonthlyReturn } from '../curve.ts'
import { type Mark, plotSvg } from './plot.ts'

export interface TearSheet {
  readonly title: string
  /** What was tested, in words: name and value. */
  readonly facts: readonly (readonly [string, string])[]
  readonly metrics: readonly (readonly [string, string])[]
  readonly equity: EquityCurve
  /** Falls from the highest equity so far, fractions. */
  readonly drawdown: EquityCurve
  /** Closes of each market, with the fills on them. */
  readonly prices: readonly { readonly title: string; readonly curve: EquityCurve; readonly marks: readonly Mark[] }[]
  readonly months: readonly MonthlyReturn[]
  readonly trades: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[]; readonly left: number }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --dim: #5c6670; --line: #d9dee3; --accent: #0b63b6; --up: #0a6b5f; --down: #a8480b; --ground: #fff }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --dim: #a0a9b2; --line: #333a41; --accent: #6fb1f2; --up: #4fc3b0; --down: #f0a46a; --ground: #14171a } }
body { font: 14px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); max-width: 1000px; margin: 24px auto; padding: 0 16px }
h1 { font-size: 22px; margin: 0 0 8px } h2 { font-size: 16px; margin: 24px 0 8px }
figure { margin: 16px 0 } figcaption { font-weight: 600 }
svg { width: 100%; height: auto; display: block } svg text { font-size: 11px; fill: var(--dim) }
.grid { stroke: var(--line) } polyline { fill: none; stroke: var(--accent); stroke-width: 1.2 }
.area { fill: var(--down); opacity: 0.25 } .buy { fill: var(--up) } .sell { fill: var(--down) }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums } th, td { padding: 3px 6px; white-space: nowrap; font-size: 12.5px; border-bottom: 1px solid var(--line); text-align: right }
th { color: var(--dim); font-weight: 600 } th:first-child, td:first-child { text-align: left } td.up { color: var(--up) } td.down { color: var(--down) }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(210px, 1fr)); gap: 4px 20px; margin: 0 }
dl div { display: flex; justify-content: space-between; gap: 12px; border-bottom: 1px solid var(--line) } dt { color: var(--dim) } dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; min-width: 0; overflow-wrap: anywhere }
.scroll { overflow-x: auto }
`

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign)
export const percentText = (value: number): string => `${(value * 100).toFixed(2)} %`

const list = (rows: readonly (readonly [string, string])[]): string =>
  `<dl>${rows.map(([name, value]) => `<div><dt>${escaped(name)}</dt><dd>${escaped(value)}</dd></div>`).join('')}</dl>`

const cell = (value: number | undefined): string =>
  value === undefined ? '<td></td>' : `<td class="${value < 0 ? 'down' : 'up'}">${value > 0 ? '+' : ''}${percentText(value)}</td>`

/** A year a row; the last column is the months compounded. */
function monthTable(months: readonly MonthlyReturn[]): string {
  const years = [...new Set(months.map(({ month }) => month.slice(0, 4)))]
  const rows = years.map((year) => {
    const own = months.filter(({ month }) => month.startsWith(year))
    const cells = MONTHS.map((_, index) => {
      const name = `${year}-${String(index + 1).padStart(2, '0')}`
      return cell(own.find(({ month }) => month === name)?.return)
    })
    return `<tr><th scope="row">${year}</th>${cells.join('')}${cell(own.reduce((whole, each) => whole * (1 + each.return), 1) - 1)}</tr>`
  })
  const head = ['Year', ...MONTHS, 'Year'].map((name) => `<th scope="col">${name}</th>`).join('')
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}

function tradeTable({ head, rows, left }: TearSheet['trades']): string {
  const line = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map((text) => `<${tag}>${escaped(text)}</${tag}>`).join('')}</tr>`
  const more = left === 0 ? '' : `<p>${String(left)} earlier fills are not listed here.</p>`
  return `<div class="scroll"><table><thead>${line(head, 'th')}</thead><tbody>${rows.map((row) => line(row, 'td')).join('\n')}</tbody></table></div>${more}`
}

const amount = (value: number): string => Number(value.toPrecision(8)).toLocaleString('en-US', { maximumFractionDigits: 10 })

/** One HTML page that needs nothing beside it: no script, no request, light or dark as the reader's system is. */
export function tearSheetHtml(sheet: TearSheet): string {
  const title = escaped(sheet.title)
  return [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${STYLE}</style></head><body>`,
    `<h1>${title}</h1>`,
    list(sheet.facts),
    '<h2>Result</h2>',
    list(sheet.metrics),
    plotSvg({ title: 'Equity', format: amount, curve: sheet.equity }),
    plotSvg({ title: 'Drawdown', format: percentText, curve: sheet.drawdown, hanging: true }),
    ...sheet.prices.map(({ title: name, curve, marks }) => plotSvg({ title: escaped(name), format: amount, curve, marks })),
    '<h2>Months</h2>',
    monthTable(sheet.months),
    '<h2>Fills</h2>',
    tradeTable(sheet.trades),
    '</body></html>',
    '',
  ].join('\n')
}
