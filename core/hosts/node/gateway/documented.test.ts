import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const GUIDE = readFileSync(new URL('../../../../docs/user-guide.md', import.meta.url), 'utf8')
/** What the guide prints bold in its part on the API: addresses, and of those under `/api/live/` also the last part alone. */
const BOLD = [...GUIDE.slice(GUIDE.indexOf('## HTTP API'), GUIDE.indexOf('## Metrics')).matchAll(/\*\*([^*]+)\*\*/g)]
  .map(([, text = '']) => text)
  .join('\n')

/** Every address that the files of the routes name; the patterns among them as the guide writes them. */
function addresses(): readonly string[] {
  const folder = new URL('.', import.meta.url)
  const files = readdirSync(folder).filter((name) => name === 'gateway.ts' || name.endsWith('routes.ts'))
  const texts = files.map((name) => readFileSync(new URL(name, folder), 'utf8'))
  const plain = texts.flatMap((text) => [...text.matchAll(/'(\/api\/[a-z/-]*[a-z])'/g)].map(([, path = '']) => path))
  const alsoLive = texts.flatMap((text) => /const ALSO_LIVE = \[([^\]]*)\]/.exec(text)?.[1]?.match(/[a-z/]+/g) ?? [])
  const patterns = ['/api/book/binance/BTC-USDT', '/api/research/runs/ID', '/api/research/runs/ID/analysis']
  return [...new Set([...plain, ...patterns, ...alsoLive])]
}

it('the guide names every address of the HTTP API', () => {
  const all = addresses()
  expect(all).toEqual(expect.arrayContaining(['/api/health', '/api/live/arm', '/api/why', 'portfolio/performance']))
  expect(all.filter((path) => !new RegExp(`${path}(?![a-z/-])`).test(BOLD))).toEqual([])
})
