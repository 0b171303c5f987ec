import '@fontsource/ibm-plex-sans/latin-400.css'
import '@fontsource/ibm-plex-sans/latin-500.css'
import '@fontsource/ibm-plex-sans/latin-600.css'
import '@fontsource/ibm-plex-sans/latin-700.css'
import '@fontsource/ibm-plex-mono/latin-400.css'
import '@fontsource/ibm-plex-mono/latin-500.css'
import '@fontsource/ibm-plex-mono/latin-600.css'
import 'dockview-react/dist/styles/dockview.css'
import '../styles/tokens.css'
import '../styles/base.css'
import '../styles/controls.css'
import '../styles/mode.css'
import '../styles/panel.css'
import '../styles/table.css'
import '../styles/panels.css'
import '../styles/chart.css'
import '../styles/books.css'
import '../styles/money.css'
import '../styles/risk.css'
import '../styles/research.css'
import '../styles/strategies.css'
import '../styles/why.css'
import '../styles/signals.css'
import '../styles/approval.css'
import '../styles/health.css'
import '../styles/ticket.css'
import '../styles/orders.css'
import '../styles/dock.css'
import '../styles/shell.css'
import '../styles/desk.css'
import '../styles/settings.css'
import '../styles/tour.css'
import '../styles/keys-explained.css'
import '../styles/logs.css'
import '../styles/narrow.css'
import { createRoot } from 'react-dom/client'
import { browserClock, EngineClient, type Transport } from '../engine-client/index.ts'
import { createTerminal, windowStorage } from '../stores/index.ts'
import { App } from './app.tsx'
import { startNotices } from './notices.ts'
import { showPresence } from './windows.ts'

/** Builds the stores over a transport, connects and draws. */
export function mountTerminal(transport: Transport, root: HTMLElement): void {
  const client = new EngineClient(transport, browserClock)
  const terminal = createTerminal({
    client,
    clock: browserClock,
    storage: windowStorage(localStorage, window),
    newId: () => crypto.randomUUID(),
    elapsed: () => performance.now(),
  })
  showPresence()
  createRoot(root).render(<App terminal={terminal} notifier={startNotices(terminal)} />)
  client.start()
}
