-- What a wide row belongs to. The number is the key everywhere else.
CREATE TABLE entity (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (kind, name));

-- Raw rows of hours that are not closed: one row per write, hour and block of 32 neighbouring entities; only ever appended.
CREATE TABLE raw_open (sequence INTEGER PRIMARY KEY, block INTEGER NOT NULL, span INTEGER NOT NULL, body TEXT NOT NULL);
CREATE INDEX raw_open_place ON raw_open (block, span);

-- Compressed points of one entity and one span of time; id = span number * 2^24 + entity, so that time rises with the key.
CREATE TABLE raw_chunk (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE five_minute_open (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE five_minute_chunk (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE hour_open (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE hour_chunk (id INTEGER PRIMARY KEY, body BLOB NOT NULL);

CREATE TABLE document (collection TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (collection, key));

CREATE TABLE journal (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  journal TEXT NOT NULL,
  at INTEGER NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX journal_newest ON journal (journal, sequence);
CREATE INDEX journal_subject ON journal (journal, subject, sequence);
CREATE INDEX journal_at ON journal (at);

-- How the present run began and the last ended.
CREATE TABLE run (key TEXT PRIMARY KEY, value);
