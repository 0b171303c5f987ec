import type { MessagePortMain, WebContents, WebFrameMain } from 'electron'
import { PORT_MESSAGE, type ServiceName } from '../../core/contract/index.ts'
import type { NewChannel } from './connect-ports.ts'

type Page = Pick<WebFrameMain, 'postMessage'>

export interface PagePortsOptions {
  readonly newChannel: NewChannel
  /** Gives the service's end to the service that the name leads to now; false while that is down. */
  readonly hand: (name: ServiceName, port: MessagePortMain) => boolean
}

/**
 * Which page asked for which services. A page gets its end of a channel and, after a service came back or another
 * trader took over, a new one unasked: main makes the pairs and sees nothing of what passes.
 */
export class PagePorts {
  readonly #options: PagePortsOptions
  readonly #pages = new Map<number, { readonly page: Page; readonly names: Set<ServiceName> }>()

  constructor(options: PagePortsOptions) {
    this.#options = options
  }

  asked(name: ServiceName, sender: Pick<WebContents, 'id'>, page: Page): void {
    const known = this.#pages.get(sender.id)
    // A page that was loaded anew is another one, and asks for everything itself.
    const names = known?.page === page ? known.names : new Set(known?.names ?? [])
    this.#pages.set(sender.id, { page, names: names.add(name) })
    this.#give(sender.id, name)
  }

  /** These names lead somewhere anew. */
  renew(leads: (name: ServiceName) => boolean): void {
    for (const [id, { names }] of this.#pages) for (const name of names) if (leads(name)) this.#give(id, name)
  }

  gone(id: number): void {
    this.#pages.delete(id)
  }

  #give(id: number, name: ServiceName): void {
    const { port1, port2 } = this.#options.newChannel()
    if (!this.#options.hand(name, port1)) {
      port1.close()
      return
    }
    try {
      this.#pages.get(id)?.page.postMessage(PORT_MESSAGE, name, [port2])
    } catch {
      // The page went between asking and the answer; what is left of the channel goes with this end.
      port2.close()
      this.#pages.delete(id)
    }
  }
}
