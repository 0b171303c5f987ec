import { expect, it } from 'vitest'
import { type CandidateSignal, strategyId } from '../../domain/index.ts'
import { portPair } from '../../testing/service-context.ts'
import type { Port } from '../runtime/index.ts'
import { sendArmed, sendSwitch, sendTrackRecords } from '../streams/index.ts'
import { TraderWords } from './trader-words.ts'

const [A, B] = [strategyId('a'), strategyId('b')]

function setUp() {
  const listeners = new Map<string, (port: Port) => void>()
  const told: string[] = []
  const words = new TraderWords(
    { onPeer: (name, listener) => void listeners.set(name, listener) },
    {
      setEnabled: (strategy, enabled) => told.push(`${strategy} ${enabled ? 'on' : 'off'}`),
      track: (records) => told.push(`${String(records.length)} records`),
    },
  )
  const join = (name: string): Port => {
    const [near, far] = portPair()
    listeners.get(name)?.(far)
    return near
  }
  return { words, told, paper: join('trader'), live: join('trader-live') }
}

it('both traders are told of every candidate', () => {
  const { words, paper, live } = setUp()
  const heard: string[] = []
  paper.listen(() => heard.push('paper'))
  live.listen(() => heard.push('live'))
  words.propose({} as CandidateSignal, false)
  expect(heard.sort()).toEqual(['live', 'paper'])
})

it('switches and records are those of the trader that was armed last', () => {
  const { told, paper, live } = setUp()
  sendSwitch(paper, A, false)
  sendSwitch(live, B, false)
  sendTrackRecords(live, [])
  expect(told).toEqual(['a off'])
  sendArmed(live)
  expect(told.splice(0)).toEqual(['a off', 'a on', 'b off', '0 records'])
  // Armed twice, as after a restart, is armed once.
  sendArmed(live)
  sendSwitch(paper, A, true)
  sendSwitch(live, B, true)
  expect(told.splice(0)).toEqual(['b on'])
  sendArmed(paper)
  expect(told).toEqual(['0 records'])
})
