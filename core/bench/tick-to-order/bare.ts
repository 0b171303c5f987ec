import { WebSocket } from 'ws'
import { SIGNAL_SIZE } from './frames.ts'
import { HttpOrders } from './http-orders.ts'

interface Depth {
  readonly e?: string
  readonly b?: readonly (readonly [string, string])[]
  readonly a?: readonly (readonly [string, string])[]
}

/**
 * The floor: parse the frame, look at one number, post the order. No book, no checks. `intent` is called with each
 * order before it leaves; nothing is recorded unless it does.
 */
export async function openBare(port: number, intent: (id: string) => void = () => undefined): Promise<() => Promise<void>> {
  const orders = new HttpOrders(`http://127.0.0.1:${String(port)}`)
  const socket = new WebSocket(`ws://127.0.0.1:${String(port)}`)
  let count = 0
  socket.on('message', (raw: Buffer) => {
    const { data } = JSON.parse(raw.toString()) as { readonly data?: Depth }
    if (data?.e !== 'depthUpdate') return
    const buy = Number(data.b?.[0]?.[1]) > SIGNAL_SIZE
    if (!buy && !(Number(data.a?.[0]?.[1]) > SIGNAL_SIZE)) return
    count += 1
    const side = buy ? 'BUY' : 'SELL'
    const newClientOrderId = `sntl-paper-ord-${count.toString(36).padStart(20, '0')}`
    intent(newClientOrderId)
    orders.send({ symbol: 'BTCUSDT', side, type: 'MARKET', quantity: '0.00032', newClientOrderId }).catch((error: unknown) => {
      socket.emit('error', error)
    })
  })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return async () => {
    socket.terminate()
    await orders.close()
  }
}
