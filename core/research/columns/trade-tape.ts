/** Exit reasons as the tape numbers them; the last one means that the position is still open. */
export const EXIT_REASONS = ['signal', 'stop', 'target'] as const
export type ExitReason = (typeof EXIT_REASONS)[number]
export const STILL_OPEN = EXIT_REASONS.length

/**
 * The round trips of a simulation as columns that are written over by the next one: thousands of simulations leave
 * nothing for the collector.
 */
export class TradeTape {
  count = 0
  entryBar = new Int32Array(256)
  exitBar = new Int32Array(256)
  reason = new Uint8Array(256)
  entryPrice = new Float64Array(256)
  exitPrice = new Float64Array(256)
  quantity = new Float64Array(256)
  entryFee = new Float64Array(256)
  exitFee = new Float64Array(256)
  /** Cash while the position was held. */
  heldCash = new Float64Array(256)

  /** Makes room for one more. */
  reserve(): void {
    if (this.count < this.entryBar.length) return
    const size = this.count * 2
    this.entryBar = copied(new Int32Array(size), this.entryBar)
    this.exitBar = copied(new Int32Array(size), this.exitBar)
    this.reason = copied(new Uint8Array(size), this.reason)
    this.entryPrice = copied(new Float64Array(size), this.entryPrice)
    this.exitPrice = copied(new Float64Array(size), this.exitPrice)
    this.quantity = copied(new Float64Array(size), this.quantity)
    this.entryFee = copied(new Float64Array(size), this.entryFee)
    this.exitFee = copied(new Float64Array(size), this.exitFee)
    this.heldCash = copied(new Float64Array(size), this.heldCash)
  }
}

function copied<Column extends { set(from: Column): void }>(to: Column, from: Column): Column {
  to.set(from)
  return to
}
