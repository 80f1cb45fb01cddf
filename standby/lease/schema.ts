/** What the pair keeps in PostgreSQL. All statements of the room name the schema, so the search path does not matter. */
export const schemaName = 'fangzhou_standby';

/** Timeline of the server that answers, from the name of the file that it writes; fails while it is in recovery. */
export const currentTimeline = `('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int`;

/** Made by whoever comes first; all of it may be run again. */
export const schemaSql = `
CREATE SCHEMA IF NOT EXISTS ${schemaName};
CREATE TABLE IF NOT EXISTS ${schemaName}.lease (
  id int PRIMARY KEY CHECK (id = 1),
  holder text NOT NULL,
  timeline int NOT NULL,
  epoch bigint NOT NULL,
  expires timestamptz NOT NULL,
  url text NOT NULL,
  seq bigint NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS ${schemaName}.member (
  id text PRIMARY KEY,
  beat bigint NOT NULL,
  seq bigint NOT NULL,
  url text NOT NULL,
  seen timestamptz NOT NULL
);
CREATE TABLE IF NOT EXISTS ${schemaName}.decision (
  seq bigint PRIMARY KEY,
  timeline int NOT NULL,
  epoch bigint NOT NULL,
  at timestamptz NOT NULL,
  changes int NOT NULL,
  chain text NOT NULL,
  body text NOT NULL
);
CREATE TABLE IF NOT EXISTS ${schemaName}.document (
  collection text NOT NULL,
  key text NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (collection, key)
);
CREATE TABLE IF NOT EXISTS ${schemaName}.sent (
  key text PRIMARY KEY,
  sender text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS sent_at ON ${schemaName}.sent (at);
`;
