import { bundleChild } from './child-bundle.ts'
import { CrashLab, type PointResult } from './crash-lab.ts'

/** Kills side by side, each with an exchange of its own; more gains nothing on two cores. */
const LANES = 2
/** A point that a run did not come by is tried again so often. */
const MOST_TRIES = 4

export interface Enumeration {
  /** All points of the script, in the order in which one run came by them. */
  readonly points: readonly string[]
  /** Of the chosen ones. */
  readonly results: readonly PointResult[]
}

/**
 * Every point of the script that is `chosen`: the trader dies there by its own hand (SIGKILL), another process takes up
 * what is left, and both are compared with the exchange.
 */
export async function enumerateCrashes(
  chosen: (point: string) => boolean,
  tell: (result: PointResult) => void = () => undefined,
): Promise<Enumeration> {
  const bundle = await bundleChild()
  const labs: CrashLab[] = []
  try {
    for (let lane = 0; lane < LANES; lane += 1) labs.push(await CrashLab.open(bundle.file))
    const points = (await labs[0]?.points()) ?? []
    const wanted = points.filter(chosen)
    const perLane = await Promise.all(
      labs.map((lab, lane) =>
        crashUntilKilled(
          lab,
          wanted.filter((_, index) => index % LANES === lane),
          tell,
        ),
      ),
    )
    return { points, results: perLane.flat() }
  } finally {
    for (const lab of labs) await lab.close()
    bundle.remove()
  }
}

/** Events and answers overtake each other, so that a run may not come by a point at all. */
async function crashUntilKilled(
  lab: CrashLab,
  points: readonly string[],
  tell: (result: PointResult) => void,
): Promise<readonly PointResult[]> {
  const results: PointResult[] = []
  let left = points
  let failures: readonly PointResult[] = []
  for (let tries = 0; tries < MOST_TRIES && left.length > 0; tries += 1) {
    const tried = await lab.crashAt(left, tell)
    results.push(...tried.filter(({ killed, breaches }) => killed || breaches.length > 0))
    failures = tried.filter(({ killed }) => !killed)
    left = failures.map(({ point }) => point)
  }
  const never = `was not come by in ${String(MOST_TRIES)} runs`
  return [...results, ...failures.map((result) => ({ ...result, breaches: [...result.breaches, `${never} ${result.failure}`] }))]
}
