import { InputError } from '../../domain/index.ts'
import type { ResearchRun, ResearchStore } from '../../ports/index.ts'
import type { GeneratorReport } from '../../research/index.ts'
import { findingsOf } from './generate-job.ts'
import type { Finding } from './jobs.ts'

type Request = Parameters<typeof findingsOf>[1]

/** What a finished search found under a name. Throws InputError for what it did not find, and for what did not pass. */
export function findingOf(
  store: Pick<ResearchStore, 'run' | 'report'>,
  id: string,
  strategy: string,
): { readonly run: ResearchRun; readonly finding: Finding } {
  const run = store.run(id)
  const text = run?.kind === 'generate' ? store.report(id) : undefined
  if (run === undefined || text === undefined)
    throw new InputError({ field: 'run', value: id, remedy: 'give a search for strategies that is done' })
  // What this service has written.
  const report = JSON.parse(text) as GeneratorReport
  const finding = findingsOf(report, JSON.parse(run.request) as Request).find((each) => each.strategy === strategy)
  if (finding !== undefined) return { run, finding }
  const against = report.survivors.find((each) => each.id === strategy)?.against
  const remedy =
    against === undefined
      ? 'this search did not find it, or it fell at a filter: give one that passed everything'
      : `it did not pass: ${against.map((each) => `${each.window} ${each.filter}`).join(', ')}`
  throw new InputError({ field: 'strategy', value: strategy, remedy })
}
