import type { ApprovalPreviewRow, SignalRow } from '../../core/contract/index.ts'

/** A market of now against a signal; every second signal has drifted too far. */
export function fakeApproval(signal: SignalRow, price: number, now: number, edits: unknown = {}): ApprovalPreviewRow {
  const edited: unknown = Reflect.get(Object(edits), 'quantity')
  const quantity = typeof edited === 'string' ? edited : signal.quantity
  const notional = Number(quantity) * price
  const drift = (price / Number(signal.entry) - 1) * 10_000
  const far = Number(signal.id.replace(/\D/g, '')) % 2 === 1
  const driftBps = far ? drift + 22 : drift
  const checks = [
    { code: 'price-drift', measured: `${driftBps.toFixed(2)} bps`, limit: '15 bps', passed: !far },
    { code: 'data-age', measured: '120 ms', limit: '5000 ms', passed: true },
    { code: 'slippage', measured: '0.40 bps by the book', limit: '50 bps', passed: true },
  ]
  const text = price.toFixed(2)
  const refusal = { code: 'price-drift', message: `the price drifted ${driftBps.toFixed(1)} bps from the signal` }
  return {
    state: signal.state,
    expiresAt: signal.expiresAt,
    quantity,
    notional: notional.toFixed(6),
    equityShare: (notional / 10_000).toFixed(8),
    diff: {
      at: now,
      bid: text,
      ask: text,
      quantity,
      driftBps,
      spreadBps: 0.2,
      dataAge: 120,
      slippageBps: 0.4,
      slippageFrom: 'book',
      stopDistanceBps: 48,
      checks,
    },
    checks: signal.checks,
    allowed: !far,
    ...(far ? refusal : {}),
  }
}
