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
]
