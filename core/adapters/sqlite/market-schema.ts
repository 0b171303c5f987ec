import type { Migration } from './database.ts'

/** Prices and sizes are exact decimal text; times are epoch milliseconds, UTC. */
export const MARKET_MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: 'market data',
    sql: `
      CREATE TABLE instruments (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE
      ) STRICT;
      CREATE TABLE trades (
        instrument INTEGER NOT NULL REFERENCES instruments (id),
        exchange_time INTEGER NOT NULL,
        received_time INTEGER NOT NULL,
        trade_id TEXT NOT NULL,
        price TEXT NOT NULL,
        quantity TEXT NOT NULL,
        aggressor TEXT NOT NULL,
        PRIMARY KEY (instrument, trade_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX trades_time ON trades (instrument, exchange_time);
      CREATE TABLE candles (
        instrument INTEGER NOT NULL REFERENCES instruments (id),
        timeframe TEXT NOT NULL,
        open_time INTEGER NOT NULL,
        open TEXT NOT NULL,
        high TEXT NOT NULL,
        low TEXT NOT NULL,
        close TEXT NOT NULL,
        volume TEXT NOT NULL,
        trades INTEGER NOT NULL,
        PRIMARY KEY (instrument, timeframe, open_time)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE book_snapshots (
        instrument INTEGER NOT NULL REFERENCES instruments (id),
        exchange_time INTEGER NOT NULL,
        received_time INTEGER NOT NULL,
        sequence INTEGER NOT NULL,
        bids TEXT NOT NULL,
        asks TEXT NOT NULL,
        PRIMARY KEY (instrument, received_time)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE gaps (
        id INTEGER PRIMARY KEY,
        instrument INTEGER NOT NULL REFERENCES instruments (id),
        channel TEXT NOT NULL,
        start_sequence INTEGER NOT NULL,
        end_sequence INTEGER NOT NULL,
        missing_count INTEGER NOT NULL,
        exchange_time INTEGER NOT NULL,
        received_time INTEGER NOT NULL,
        cause TEXT NOT NULL,
        UNIQUE (instrument, channel, start_sequence, end_sequence, received_time)
      ) STRICT;
    `,
  },
  {
    version: 2,
    name: 'packed blocks, bins, derived metrics, repaired gaps',
    sql: `
      ALTER TABLE candles ADD COLUMN exchange_time INTEGER;
      ALTER TABLE candles ADD COLUMN received_time INTEGER;
      CREATE TABLE books (
        id INTEGER PRIMARY KEY,
        instrument INTEGER NOT NULL REFERENCES instruments (id),
        exchange_time INTEGER NOT NULL,
        received_time INTEGER NOT NULL,
        sequence INTEGER NOT NULL,
        levels BLOB NOT NULL,
        UNIQUE (instrument, exchange_time, received_time, sequence)
      ) STRICT;
      INSERT INTO books (instrument, exchange_time, received_time, sequence, levels)
        SELECT instrument, exchange_time, received_time, sequence, CAST('[' || bids || ',' || asks || ']' AS BLOB)
        FROM book_snapshots;
      DROP TABLE book_snapshots;
      CREATE TABLE book_bins (
        instrument INTEGER NOT NULL REFERENCES instruments (id),
        exchange_time INTEGER NOT NULL,
        received_time INTEGER NOT NULL,
        bins TEXT NOT NULL,
        PRIMARY KEY (instrument, exchange_time, received_time)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE metrics (
        instrument INTEGER NOT NULL REFERENCES instruments (id),
        exchange_time INTEGER NOT NULL,
        received_time INTEGER NOT NULL,
        cumulative_delta TEXT,
        trade_rate REAL,
        spread TEXT,
        micro_price REAL,
        imbalance REAL,
        realised_volatility REAL,
        PRIMARY KEY (instrument, exchange_time, received_time)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE blocks (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        series TEXT NOT NULL,
        instrument INTEGER NOT NULL REFERENCES instruments (id),
        from_time INTEGER NOT NULL,
        to_time INTEGER NOT NULL,
        rows INTEGER NOT NULL,
        data BLOB NOT NULL
      ) STRICT;
      CREATE INDEX blocks_range ON blocks (kind, series, instrument, to_time, from_time, rows);
      ALTER TABLE gaps RENAME TO gaps_before;
      CREATE TABLE gaps (
        id TEXT PRIMARY KEY,
        instrument INTEGER NOT NULL REFERENCES instruments (id),
        channel TEXT NOT NULL,
        start_sequence INTEGER,
        end_sequence INTEGER,
        missing_count INTEGER,
        start_time INTEGER NOT NULL,
        end_time INTEGER NOT NULL,
        exchange_time INTEGER NOT NULL,
        received_time INTEGER NOT NULL,
        cause TEXT NOT NULL,
        recovered INTEGER NOT NULL,
        repaired_by TEXT
      ) STRICT, WITHOUT ROWID;
      INSERT INTO gaps
        SELECT i.name || '|' || g.channel || '|' || g.id, g.instrument, g.channel,
          nullif(g.start_sequence, 0), nullif(g.end_sequence, 0), nullif(g.missing_count, 0),
          g.exchange_time, g.exchange_time, g.exchange_time, g.received_time, g.cause, 0, NULL
        FROM gaps_before g JOIN instruments i ON i.id = g.instrument;
      DROP TABLE gaps_before;
      CREATE INDEX gaps_time ON gaps (end_time);
    `,
  },
]
