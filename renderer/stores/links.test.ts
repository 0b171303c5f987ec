import { expect, it } from 'vitest'
import { groupOf, instrumentOf, joinGroup, linksStore, parseLinks, selectInstrument } from './index.ts'

const memory = () => {
  const kept = new Map<string, string>()
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) }
}

it('shows in each group what was chosen there, the first group where nothing was, and finds both again', () => {
  const storage = memory()
  const links = linksStore(storage)
  selectInstrument(links, 1, 'demo:BTC/USDT')
  joinGroup(links, 'chart#2', 3)
  expect(instrumentOf(links.getState(), groupOf(links.getState(), 'chart#2'))).toBe('demo:BTC/USDT')
  selectInstrument(links, 3, 'demo:ETH/USDT')
  for (const state of [links.getState(), linksStore(storage).getState()]) {
    expect(instrumentOf(state, groupOf(state, 'chart#2'))).toBe('demo:ETH/USDT')
    expect(instrumentOf(state, groupOf(state, 'chart'))).toBe('demo:BTC/USDT')
  }
})

it.each(['', '{', '[]', '7', '{"instruments":{"9":"x","2":5},"groups":{"chart":0,"tape":"1"}}'])(
  'reads %j as nothing chosen',
  (text) => {
    expect(parseLinks(text)).toEqual({ instruments: {}, groups: {} })
  },
)
