/**
 * Fills -> positions, cash, profit and loss.
 * Invariant: cash + open cost - realised P&L + fees is the money that was put in, to the last digit.
 */
export * from './bookings.ts'
export * from './charge.ts'
export * from './lots/index.ts'
export * from './position.ts'
export * from './prices.ts'
export * from './totals.ts'
export * from './view.ts'
