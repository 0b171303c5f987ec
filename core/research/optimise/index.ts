/**
 * A strategy's declared parameters + scores of trials -> the next trials, a winner, and how far to believe it.
 * Invariant: the same space, plan and scores give the same trials, whoever runs them and wherever.
 */
export * from './credibility.ts'
export * from './dimension.ts'
export * from './neighbourhood.ts'
export * from './objective.ts'
export * from './optimise.ts'
export * from './search-space.ts'
export * from './selection.ts'
export * from './study.ts'
