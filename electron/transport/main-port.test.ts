import { expect, it } from 'vitest'
import { FakePort } from '../testing/fake-electron.ts'
import { mainPort } from './main-port.ts'

function pair() {
  const [one, two] = [new FakePort(), new FakePort()]
  one.peer = two
  two.peer = one
  return [one, two] as const
}

it('loses nothing that was sent before anybody listened, and copies buffers', () => {
  const [one, two] = pair()
  const sent = new Float64Array([1, 2, 3])
  mainPort(one).send(sent, [sent.buffer])
  const heard: unknown[] = []
  mainPort(two).listen((message) => heard.push(message))
  expect(heard).toEqual([sent])
  expect(sent.length).toBe(3)
  expect(() => {
    one.postMessage(sent, [sent.buffer])
  }).toThrow('not a valid port')
})

it('takes one listener, and tells when the other end closed', () => {
  const [one, two] = pair()
  const port = mainPort(two)
  let closed = 0
  port.onClose(() => {
    closed += 1
  })
  port.listen(() => undefined)
  expect(() => {
    port.listen(() => undefined)
  }).toThrow('listener')
  one.close()
  expect(closed).toBe(1)
})
