import fc from 'fast-check'

/** Long enough that waiting, expiry and cool-down all happen within one script, ms. */
export const TIME_TO_LIVE = 5_000

const often = (share: number) => fc.nat(99).map((roll) => roll < share * 100)

/** What may happen to a queue of signals that wait for a person. */
export const queueMove = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constantFrom('buy' as const, 'sell' as const), gap: often(0.1), again: often(0.1) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('approve' as const),
      signal: fc.nat(3),
      command: fc.nat(12),
      edit: fc.constantFrom('none' as const, 'size' as const, 'size-off-lot' as const, 'stop' as const, 'stop-above' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('two-windows' as const),
      // What each window shows: the price of now, or one that is gone.
      first: fc.record({ size: fc.constantFrom('0.3', '0.4'), stale: often(0.3) }),
      second: fc.record({ size: fc.constantFrom('0.5', '0.6'), stale: often(0.3) }),
      apart: fc.constantFrom(0, 0, 1),
    }),
  },
  // The answer is lost with the program; the window sends the same again.
  { weight: 1, arbitrary: fc.record({ do: fc.constant('approve-and-die' as const), edited: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reject' as const), signal: fc.nat(3), command: fc.nat(12) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(1, 5, 10, 900, 1_001, TIME_TO_LIVE - 1, TIME_TO_LIVE),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('expire' as const), off: fc.constantFrom(-1, 0, 1) }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('quote' as const), cents: fc.constantFrom(-700, -12, -5, 0, 0, 5, 12, 1_100) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('mode' as const),
      mode: fc.constantFrom('auto' as const, 'manual' as const, 'advisory' as const),
      own: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('kill' as const), flatten: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'rearm' as const,
        'tick' as const,
        'flatten' as const,
        'cancel-all' as const,
        'limit' as const,
        'stop-order' as const,
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const), armed: fc.boolean() }) },
  // The switch between simulated and real money, and back: this account is not the one that trades meanwhile.
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('disarm' as const), then: fc.constantFrom('arm' as const, 'stay' as const) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('arm' as const) }) },
  // The same click twice: one command id, sent again before or after the answer came.
  { weight: 2, arbitrary: fc.record({ do: fc.constant('double-click' as const), apart: fc.constantFrom(0, 1, 1_000) }) },
  // A signal, then the opposite one before anybody decided.
  { weight: 2, arbitrary: fc.record({ do: fc.constant('turn' as const), apart: fc.constantFrom(0, 1, 900) }) },
)
