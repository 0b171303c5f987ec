import './no-eval.ts'
import { browserClock, openersToken, PortTransport, SocketTransport, type Transport, takeToken } from './engine-client/index.ts'
import { mountTerminal } from './shell/mount.tsx'

const currentToken = (): string | undefined =>
  takeToken({
    hash: location.hash,
    storage: sessionStorage,
    clearHash: () => {
      history.replaceState(null, '', `${location.pathname}${location.search}`)
    },
  })

function chooseTransport(): Transport {
  // Only the gateway on this machine serves by http; whatever else holds the page hands it ports.
  if (location.protocol !== 'http:') return new PortTransport(window)
  let token = currentToken()
  const url = `ws://${location.host}/ws`
  const transport = new SocketTransport({
    token: () => openersToken(window.opener) ?? token ?? 'none',
    clock: browserClock,
    random: Math.random,
    open: (protocol) => new WebSocket(url, protocol),
  })
  // The address of a restarted host differs in the fragment only, which does not load the page again.
  window.addEventListener('hashchange', () => {
    token = currentToken()
    transport.retry()
  })
  return transport
}

const root = document.getElementById('root')
if (root !== null) mountTerminal(chooseTransport(), root)
