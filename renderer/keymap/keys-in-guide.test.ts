import { expect, it } from 'vitest'
import { ACTIONS, chordText, type NamedAction, SECTIONS } from './index.ts'

const [guide] = Object.values(
  import.meta.glob<string>('../../docs/user-guide.md', { query: '?raw', import: 'default', eager: true }),
)
const BLOCK = /<!-- keys -->\n([^]*?)<!-- end of keys -->/

/** `Layout 1` and `Layout 2` are one line of the table. */
const family = ({ title }: NamedAction): string => title.replace(/ \d$/, '')

function line(actions: readonly NamedAction[]): string {
  const [first, last] = [actions[0], actions.at(-1)]
  if (first === undefined || last === undefined) throw new Error('a family has members')
  const keys = first.chord === '' ? 'none' : chordText(first.chord)
  const to = (text: string): string => / (\d)$/.exec(text)?.[1] ?? ''
  return first === last
    ? `| ${keys} | ${first.title} | ${first.section} |`
    : `| ${keys} to ${to(chordText(last.chord))} | ${first.title} to ${to(last.title)} | ${first.section} |`
}

function table(): string {
  const rows = SECTIONS.flatMap((section) => {
    const families = Map.groupBy<string, NamedAction>(
      ACTIONS.filter((action) => action.section === section),
      family,
    )
    return [...families.values()].map(line)
  })
  return ['', '| key | does | |', '|---|---|---|', ...rows, '', ''].join('\n')
}

it('are those that ship', () => {
  expect(BLOCK.exec(guide ?? '')?.[1]).toBe(table())
})
