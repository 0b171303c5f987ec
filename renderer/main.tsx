import './no-eval.ts'
import { browserClock, PortTransport, SocketTransport, type Transport, takeToken } from './engine-client/index.ts'
import { mountTerminal } from './shell/mount.tsx'

function chooseTransport(): Transport {
  const token = takeToken({
    hash: location.hash,
    storage: sessionStorage,
    clearHash: () => {
      history.replaceState(null, '', `${location.pathname}${location.search}`)
    },
  })
  if (!location.protocol.startsWith('http')) return new PortTransport(window)
  const url = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`
  return new SocketTransport({
    token: token ?? 'none',
    clock: browserClock,
    random: Math.random,
    open: (protocol) => new WebSocket(url, protocol),
  })
}

const root = document.getElementById('root')
if (root !== null) mountTerminal(chooseTransport(), root)
