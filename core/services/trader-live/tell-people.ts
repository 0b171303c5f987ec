import type { Difference, DifferenceKind, EngineEvent } from '../../domain/index.ts'
import type { ServiceContext } from '../runtime/index.ts'

export type Tell = ((severity: 'info' | 'warning' | 'critical', message: string) => void) & {
  /** What a step of the engine means to people. */
  readonly step: (events: readonly EngineEvent[]) => void
}

/** What this program did at the venue, or the venue says it did; the rest is others' doing or money that was there before. */
const OWN_DOING: ReadonlySet<DifferenceKind> = new Set(['missing-here', 'missing-there', 'quantity', 'state'])

export const isDoubtful = ({ subject, kind }: Difference): boolean => subject === 'order' && OWN_DOING.has(kind)

const MOST_NAMED = 5

export function tellPeople(context: Pick<ServiceContext, 'alert'>): Tell {
  const alert = (severity: 'info' | 'warning' | 'critical', message: string): void => {
    context.alert({ severity, source: 'trader-live', message })
  }
  let told = ''
  const step = (events: readonly EngineEvent[]): void => {
    for (const event of events) {
      if (event.type === 'TradingDisarmed') alert('critical', `live trading is disarmed: ${event.reason}`)
      else if (event.type === 'TradingArmed') alert('info', `live trading is armed by ${event.by}`)
      else if (event.type === 'DifferencesFound') {
        const { differences } = event
        const found = differences.map(({ key }) => key).join('|')
        // Told once, not at each look at the account.
        if (found === told) continue
        told = found
        if (differences.length === 0) continue
        const named = differences.slice(0, MOST_NAMED).map(({ key }) => key)
        const more = differences.length > MOST_NAMED ? ', ...' : ''
        alert('warning', `books and venue differ (${named.join(', ')}${more}): no entries until each difference is settled`)
      }
    }
  }
  return Object.assign(alert, { step })
}
