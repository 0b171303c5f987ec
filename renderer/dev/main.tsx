import '../no-eval.ts'
import { browserClock } from '../engine-client/index.ts'
import { mountTerminal } from '../shell/mount.tsx'
import { TOUR_KEY } from '../shell/tour/index.ts'
import { createFakeBackend } from './fake-backend.ts'
import { seeded } from './random.ts'
import { addTrouble, furnish } from './scene.ts'

const query = new URLSearchParams(location.search)
const environment = query.get('environment') === 'live' ? 'live' : 'paper'
const backend = createFakeBackend({ clock: browserClock, random: seeded(7), environment })

if (query.get('empty') === null) {
  furnish(backend, browserClock, environment)
  browserClock.every(60, () => {
    backend.step()
  })
}
if (query.get('trouble') !== null) addTrouble(backend, browserClock)

document.addEventListener('keydown', (event) => {
  if (event.altKey && event.key === 'x') backend.transport.cut()
})

if (query.get('tour') === null) localStorage.setItem(TOUR_KEY, 'off')

const root = document.getElementById('root')
if (root !== null) mountTerminal(backend.transport, root)
