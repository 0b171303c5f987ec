/** Simulated venues: order requests -> what an exchange would have done with them. */
export * from './matching/index.ts'
