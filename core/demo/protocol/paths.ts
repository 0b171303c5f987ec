/**
 * Clients reach this server by putting the original host in front of the path:
 * https://api.binance.com/api/v3/time -> http://127.0.0.1:PORT/api.binance.com/api/v3/time.
 * No path of the venue's own has a dot in its first segment.
 */
const LEADING_HOST = /^\/[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::\d+)?(?=\/|$)/

export function withoutHost(path: string): string {
  const rest = path.replace(LEADING_HOST, '').replace(/\/{2,}/g, '/')
  return rest === '' ? '/' : rest
}
