/** Name of the isolated world in which the preload runs: the page shares its DOM and nothing else with it. */
export const WORLD = 'sentinel-preload'
/** Told from the world by a binding that only the world has. */
export const TELL = '__sentinelTell'
/** Called in the world with what came for it. */
export const RECEIVE = '__sentinelReceive'

/** What the world tells: `args` are plain data, as structured clones of more are not carried by the double. */
export type FromWorld =
  | { readonly t: 'send'; readonly channel: string; readonly args: readonly unknown[] }
  | { readonly t: 'invoke'; readonly call: number; readonly channel: string; readonly args: readonly unknown[] }
  | { readonly t: 'port'; readonly port: number; readonly data: unknown }
  | { readonly t: 'close'; readonly port: number }

export type ToWorld =
  | { readonly t: 'ipc'; readonly channel: string; readonly args: readonly unknown[]; readonly ports: readonly number[] }
  | { readonly t: 'invoked'; readonly call: number; readonly ok: boolean; readonly value: unknown }
  | { readonly t: 'port'; readonly port: number; readonly data: unknown }
  | { readonly t: 'close'; readonly port: number }

/**
 * The script of that world: what a sandboxed preload finds (`require` of `electron` alone), then the preload as it was
 * built. A port of the main process becomes a real MessagePort, whose other end this script keeps.
 */
export const worldScript = (preload: string): string => `(() => {
  if (window.top !== window) return
  const tell = (message) => ${TELL}(JSON.stringify(message))
  const listeners = new Map()
  const ports = new Map()
  const calls = new Map()
  let nextCall = 1
  const plain = (args) => { structuredClone(args); return args }
  const ipcRenderer = Object.freeze({
    send(channel, ...args) { tell({ t: 'send', channel, args: plain(args) }) },
    invoke(channel, ...args) {
      const call = nextCall++
      return new Promise((resolve, reject) => {
        calls.set(call, { resolve, reject })
        tell({ t: 'invoke', call, channel, args: plain(args) })
      })
    },
    on(channel, listener) { listeners.set(channel, [...(listeners.get(channel) ?? []), listener]) },
  })
  const portOf = (id) => {
    const { port1, port2 } = new MessageChannel()
    ports.set(id, port1)
    port1.onmessage = ({ data }) => tell({ t: 'port', port: id, data })
    port1.addEventListener('close', () => { if (ports.delete(id)) tell({ t: 'close', port: id }) })
    return port2
  }
  const receive = {
    ipc: ({ channel, args, ports: ids }) => {
      const event = { ports: ids.map(portOf) }
      for (const listener of listeners.get(channel) ?? []) listener(event, ...args)
    },
    invoked: ({ call, ok, value }) => {
      const waiting = calls.get(call)
      calls.delete(call)
      if (ok) waiting?.resolve(value)
      else waiting?.reject(new Error(value))
    },
    port: ({ port, data }) => ports.get(port)?.postMessage(data),
    close: ({ port }) => {
      const held = ports.get(port)
      ports.delete(port)
      held?.close()
    },
  }
  globalThis.${RECEIVE} = (batch) => { for (const message of batch) receive[message.t](message) }
  const require = (name) => {
    if (name !== 'electron') throw new Error('module not found: ' + name)
    return { ipcRenderer }
  }
  const module = { exports: {} };
  (function (require, module, exports) {
${preload}
  })(require, module, module.exports)
})()`
