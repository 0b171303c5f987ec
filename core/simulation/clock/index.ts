/** Time for simulations: moves only when told, runs what is due in order. */
export * from './simulated-clock.ts'
