import { useVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, memo, type ReactNode, type RefObject, useLayoutEffect, useMemo, useRef, useState } from 'react'

export interface Column<Row> {
  readonly id: string
  readonly title: string
  /** A grid track, such as `64px` or `minmax(60px, 1fr)`. */
  readonly width: string
  readonly align?: 'right'
  /** Left out while the table is narrower than this, px. */
  readonly from?: number
  /** Left out from this width on, px, where other columns tell the same. */
  readonly until?: number
  readonly className?: string | ((row: Row) => string)
  readonly hint?: (row: Row) => string
  readonly cell: (row: Row) => ReactNode
}

export interface TableProps<Row> {
  readonly label: string
  readonly testId?: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
  readonly rowTestId?: (row: Row) => string
  readonly selectedKey?: string | undefined
  readonly onSelect?: (row: Row) => void
  readonly faded?: (row: Row) => boolean
}

const ROW_HEIGHT = 21
/** Above this many rows only the visible ones are in the document. */
const VIRTUAL_FROM = 120

const classOf = <Row,>(column: Column<Row>, row: Row): string => {
  const extra = typeof column.className === 'function' ? column.className(row) : (column.className ?? '')
  return column.align === 'right' ? `right ${extra}` : extra
}

interface RowProps<Row> {
  readonly row: Row
  readonly columns: readonly Column<Row>[]
  readonly selected: boolean
  readonly faded: boolean
  readonly testId: string | undefined
  readonly style?: CSSProperties | undefined
  readonly onSelect: ((row: Row) => void) | undefined
}

function PlainRow<Row>({ row, columns, selected, faded, testId, style, onSelect }: RowProps<Row>): ReactNode {
  return (
    <div
      className="table-row"
      role="row"
      aria-selected={onSelect === undefined ? undefined : selected}
      data-faded={faded}
      data-click={onSelect !== undefined}
      data-testid={testId}
      style={style}
      tabIndex={onSelect === undefined ? undefined : 0}
      onClick={() => onSelect?.(row)}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget) return
        if (event.key === 'Enter' || event.key === ' ') onSelect?.(row)
        const next =
          event.key === 'ArrowDown' ? 'nextElementSibling' : event.key === 'ArrowUp' ? 'previousElementSibling' : undefined
        const target = next === undefined ? null : event.currentTarget[next]
        if (target instanceof HTMLElement) {
          event.preventDefault()
          target.focus()
        }
      }}
    >
      {columns.map((column) => (
        <span key={column.id} role="cell" className={classOf(column, row)} title={column.hint?.(row)}>
          {column.cell(row)}
        </span>
      ))}
    </div>
  )
}

const MemoRow = memo(PlainRow) as typeof PlainRow

/** The columns that have room; the same array until that changes. */
function useFitting<Row>(scroller: RefObject<HTMLDivElement | null>, columns: readonly Column<Row>[]): readonly Column<Row>[] {
  const [shown, setShown] = useState<readonly string[]>()
  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return undefined
    const measure = (): void => {
      const width = element.clientWidth
      const fitting = columns.filter(({ from = 0, until = Infinity }) => width >= from && width < until).map(({ id }) => id)
      setShown((before) => (before?.join() === fitting.join() ? before : fitting))
    }
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    measure()
    return () => {
      observer.disconnect()
    }
  }, [scroller, columns])
  return useMemo(() => (shown === undefined ? columns : columns.filter(({ id }) => shown.includes(id))), [columns, shown])
}

/** A dense table: fixed row height, sticky head, rows outside the view left out when there are many. */
export function Table<Row>(props: TableProps<Row>): ReactNode {
  const { label, testId, columns: all, rows, rowKey, rowTestId, selectedKey, onSelect, faded } = props
  const scroller = useRef<HTMLDivElement>(null)
  const columns = useFitting(scroller, all)
  const virtual = rows.length > VIRTUAL_FROM

  const virtualizer = useVirtualizer({
    count: virtual ? rows.length : 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
  })
  const draw = (row: Row, style?: CSSProperties): ReactNode => (
    <MemoRow
      key={rowKey(row)}
      row={row}
      columns={columns}
      selected={rowKey(row) === selectedKey}
      faded={faded?.(row) ?? false}
      testId={rowTestId?.(row)}
      style={style}
      onSelect={onSelect}
    />
  )
  const tracks = { '--columns': columns.map(({ width }) => width).join(' ') } as CSSProperties
  return (
    <div
      className="table"
      role="table"
      aria-label={label}
      data-testid={testId}
      data-count={rows.length}
      tabIndex={onSelect === undefined ? 0 : undefined}
      style={tracks}
      ref={scroller}
    >
      <div className="table-head" role="row">
        {columns.map((column) => (
          <span key={column.id} role="columnheader" className={column.align}>
            {column.title === '' ? <span className="sr-only">Actions</span> : column.title}
          </span>
        ))}
      </div>
      {virtual ? (
        <div className="table-body virtual" role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index]
            return row === undefined ? null : draw(row, { transform: `translateY(${String(item.start)}px)` })
          })}
        </div>
      ) : (
        <div className="table-body" role="rowgroup">
          {rows.map((row) => draw(row))}
        </div>
      )}
    </div>
  )
}
