import { describe, expect, it } from 'vitest'
import { freePlace, isLinked, placeTitle } from './panel-places.ts'
import { nextWindowName, parseWindows, WindowWatch } from './window-list.ts'
import { windowNameIn } from './window-name.ts'

describe('the name of a window', () => {
  it.each([
    ['', ''],
    ['?window=w2', 'w2'],
    ['?a=1&window=w12', 'w12'],
    ['?window=', ''],
    ['?window=../x', ''],
    ['?window=' + 'x'.repeat(25), ''],
  ])('in %j is %j', (search, name) => {
    expect(windowNameIn(search)).toBe(name)
  })
})

describe('the windows that were open', () => {
  it.each(['', '{', '[]', 'null', '{"x":{}}', '{"w2":5}'])('are none in %j', (text) => {
    expect(parseWindows(text)).toEqual({ windows: {} })
  })

  it('keep their names and sizes within reason', () => {
    const text = JSON.stringify({ w2: { title: 'Books', width: 900.4, height: 5 }, w3: {} })
    expect(parseWindows(text).windows).toEqual({
      w2: { title: 'Books', width: 900, height: 520 },
      w3: { title: 'w3', width: 720, height: 520 },
    })
    expect(nextWindowName(parseWindows(text))).toBe('w4')
  })

  it('count as closed when they were there and are away twice in a row, not while one loads again', () => {
    const watch = new WindowWatch()
    const looks = [['w2', 'w3'], ['w3'], ['w2', 'w3'], ['w2'], ['w2'], ['w2'], []].map((names) => watch.look(new Set(names)))
    expect(looks).toEqual([[], [], [], [], ['w3'], [], []])
    expect(watch.look(new Set())).toEqual(['w2'])
    expect(watch.look(new Set())).toEqual([])
  })

  it('are not closed only because they have not been opened again yet', () => {
    const watch = new WindowWatch()
    expect([watch.look(new Set()), watch.look(new Set()), watch.look(new Set())]).toEqual([[], [], []])
  })
})

describe('places', () => {
  it('are numbered from the second of a kind, and the gaps are used', () => {
    expect(freePlace('chart', new Set())).toBe('chart')
    expect(freePlace('chart', new Set(['chart']))).toBe('chart#2')
    expect(freePlace('chart', new Set(['chart', 'chart#2', 'chart#4']))).toBe('chart#3')
    expect(placeTitle('chart', 'Chart')).toBe('Chart')
    expect(placeTitle('chart#3', 'Chart')).toBe('Chart 3')
  })

  it('are linked when they show a market', () => {
    expect(isLinked('chart#2')).toBe(true)
    expect(isLinked('alerts')).toBe(false)
  })
})
