import type { Migration } from '../database.ts'

export const FIRST: Migration = {
  version: 1,
  name: 'first',
  sql: 'CREATE TABLE kept (number INTEGER PRIMARY KEY, text TEXT) STRICT',
}
const SECOND = 'CREATE TABLE added AS SELECT number, upper(text) AS text FROM kept; DELETE FROM kept WHERE number > 10;'
export const QUICK_SECOND: Migration = { version: 2, name: 'second', sql: SECOND }
/** Changes what is there and then goes on for longer than any test waits. */
export const SLOW_SECOND: Migration = {
  version: 2,
  name: 'second',
  sql: `${SECOND}
    INSERT INTO added WITH RECURSIVE n (i) AS (SELECT 1000000 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000) SELECT i, 'x' FROM n;`,
}
