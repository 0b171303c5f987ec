import { describe, expect, it } from 'vitest'
import { DataMonitor, type DataState } from './data-monitor.ts'

function monitor() {
  const alerts: string[] = []
  const watched = new DataMonitor((severity, message) => alerts.push(`${severity}: ${message}`))
  const calm: DataState = { ages: [10, 20, 30], waiting: 0, dropped: 0, cache: new Map() }
  let at = 0
  const observe = (change: Partial<DataState>) => {
    at += 1_000
    return Object.fromEntries(watched.observe({ ...calm, ...change }, at).map(({ name, value }) => [name, value]))
  }
  return { alerts, observe }
}

describe('the feed`s watch over its data', () => {
  it('publishes what it knows and leaves out what it does not', () => {
    const { observe, alerts } = monitor()
    expect(observe({ ages: [] })).toEqual({ 'feed.queue': 0, 'feed.dropped': 0 })
    observe({ cache: new Map([['book', { hits: 0, stale: 0, misses: 0 }]]) })
    expect(observe({ waiting: 7, dropped: 2, cache: new Map([['book', { hits: 27, stale: 2, misses: 1 }]]) })).toEqual({
      'feed.queue': 7,
      'feed.dropped': 2,
      'feed.freshness': 20,
      'feed.cache.market': 0.9,
    })
    expect(alerts).toEqual([])
  })

  it('alerts once for old data and for a queue, and says when it is over', () => {
    const { observe, alerts } = monitor()
    for (let i = 0; i < 20; i += 1) observe({ ages: [1, 400_000, 500_000], waiting: 1_500 })
    observe({ waiting: 500 })
    observe({})
    expect(alerts).toEqual([
      'warning: events waiting between services: 1500, alert above 1000',
      'warning: median age of market data: 400000 ms, alert above 300000 ms',
      'info: median age of market data: 20 ms, well again',
      'info: events waiting between services: 0, well again',
    ])
  })

  it('alerts when most answers are stale', () => {
    const { observe, alerts } = monitor()
    observe({ cache: new Map([['price', { hits: 0, stale: 0, misses: 0 }]]) })
    for (let i = 0; i < 20; i += 1) observe({ cache: new Map([['price', { hits: 10, stale: 30, misses: 0 }]]) })
    expect(alerts).toEqual(['warning: share of reads answered fresh from memory: 0.25, alert below 0.5'])
  })
})
