/**
 * How well a title answers a query, 0 for not at all: all characters in order, better at word
 * starts and in one run. Slashes and spaces do not count, so `btcusdt` finds `BTC/USDT`.
 */
export function matchScore(query: string, title: string): number {
  const wanted = query.toLowerCase().replace(/[\s/]/g, '')
  if (wanted === '') return 1
  const text = title.toLowerCase()
  let score = 1
  let from = 0
  let last = -2
  for (const char of wanted) {
    const at = text.indexOf(char, from)
    if (at < 0) return 0
    const before = text[at - 1]
    const adjacent = at === last + 1 || (at === last + 2 && (before === '/' || before === ' '))
    if (adjacent) score += 3
    if (at === 0 || before === ' ' || before === '/' || before === '-') score += 2
    score -= Math.min(1, (at - from) * 0.05)
    last = at
    from = at + 1
  }
  return Math.max(score, 0.01)
}
