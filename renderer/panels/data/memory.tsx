import { type ReactNode, useMemo } from 'react'
import type { CacheRow } from '../../../core/contract/index.ts'
import { formatCount, formatLimit, formatShare, MISSING } from '../../format/index.ts'
import { CACHING, type CachingService, useCaches } from '../../stores/index.ts'
import { type Column, Table } from '../../ui/index.ts'
import { hitRate } from './health-figures.ts'

interface MemoryRow extends CacheRow {
  readonly service: CachingService
}

/** `marketSnapshot` as words. */
const words = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

const rateText = (row: CacheRow): string => {
  const rate = hitRate(row)
  return rate === undefined ? MISSING : formatShare(rate, 1)
}

const COLUMNS: readonly Column<MemoryRow>[] = [
  { id: 'service', title: 'Memory of', width: 'minmax(66px, 1fr)', cell: ({ service }) => service },
  { id: 'tier', title: 'What', width: 'minmax(94px, 1.4fr)', cell: ({ tier }) => words(tier) },
  {
    id: 'fresh',
    title: 'Fresh for',
    width: '62px',
    align: 'right',
    className: 'dim',
    hint: () => 'Age up to which an entry is answered as fresh',
    cell: ({ freshFor }) => formatLimit(freshFor),
  },
  {
    id: 'rate',
    title: 'Hit rate',
    width: '58px',
    align: 'right',
    hint: () => 'Share of all reads since the start that memory answered fresh',
    cell: rateText,
  },
  {
    id: 'hits',
    title: 'Hits',
    width: '72px',
    align: 'right',
    hint: () => 'Reads answered fresh since the start',
    cell: ({ hits }) => formatCount(hits),
  },
  {
    id: 'stale',
    title: 'Stale',
    width: '56px',
    align: 'right',
    hint: () => 'Reads since the start whose entry was too old; it was answered as stale',
    cell: ({ stale }) => formatCount(stale),
  },
  {
    id: 'misses',
    title: 'Misses',
    width: '56px',
    align: 'right',
    hint: () => 'Reads since the start of what was not there',
    cell: ({ misses }) => formatCount(misses),
  },
  {
    id: 'entries',
    title: 'Entries',
    width: '56px',
    from: 520,
    align: 'right',
    hint: () => 'Entries in memory now',
    cell: ({ entries }) => formatCount(entries),
  },
]

/** How often the services answered from memory, by what was asked for. */
export function Memory(): ReactNode {
  const caches = useCaches()
  const rows = useMemo(
    () => (caches === undefined ? [] : CACHING.flatMap((service) => (caches[service] ?? []).map((row) => ({ service, ...row })))),
    [caches],
  )
  const silent = caches === undefined ? [] : CACHING.filter((service) => caches[service] === null)
  const none = caches === undefined ? 'Asking the services.' : 'Nothing was read from memory yet.'
  return (
    <section className="health-section" aria-label="Memory">
      <h3>
        Memory
        <span className="warn" role="status">
          {silent.length === 0 ? '' : `no answer from ${silent.join(', ')}`}
        </span>
      </h3>
      {rows.length === 0 ? (
        <p className="health-none">{none}</p>
      ) : (
        <Table
          label="Memory"
          testId="memory-table"
          columns={COLUMNS}
          rows={rows}
          rowKey={({ service, tier }) => `${service}|${tier}`}
        />
      )}
    </section>
  )
}
