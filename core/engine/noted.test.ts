import { describe, expect, it } from 'vitest'
import { type MapNotes, NotedMap } from './noted.ts'

const asked = (ask: (map: NotedMap<string, number>) => void): MapNotes<string, number> => {
  const map = new NotedMap<string, number>()
  map.set('a', 1).set('b', 2)
  const notes: MapNotes<string, number> = { asked: new Map(), whole: false }
  map.noteIn(notes)
  ask(map)
  map.noteIn(undefined)
  map.get('b')
  return notes
}

describe('a map that notes what it is asked', () => {
  it('notes single answers as they first were, also that there is none', () => {
    const notes = asked((map) => {
      map.get('a')
      map.set('a', 9)
      map.get('a')
      map.has('c')
      map.peek('b')
    })
    expect(notes.whole).toBe(false)
    expect([...notes.asked]).toEqual([
      ['a', 1],
      ['c', undefined],
    ])
  })

  it.each([
    ['keys', (map: NotedMap<string, number>) => [...map.keys()]],
    ['values', (map: NotedMap<string, number>) => [...map.values()]],
    ['entries', (map: NotedMap<string, number>) => [...map.entries()]],
    ['itself', (map: NotedMap<string, number>) => [...map]],
    [
      'forEach',
      (map: NotedMap<string, number>) => {
        map.forEach(() => undefined)
      },
    ],
  ])('notes all of it where it is gone through by %s', (_name, ask) => {
    expect(asked(ask)).toEqual({
      whole: true,
      asked: new Map([
        ['a', 1],
        ['b', 2],
      ]),
    })
  })
})
