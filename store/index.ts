/** What is kept: series, current state, events. */

export { copyDatabase, faultsOfDatabase } from './copy.ts';
export { feedKey } from './database.ts';
export { type Driver, openDriver, type SqlRow, type SqlValue, type Statements } from './driver.ts';
export { databaseFile, fileBytes, hasDatabase, lockFolder, makePrivate, setAside } from './folder.ts';
export { limits as storeLimits } from './limits.ts';
export { openStore, type StoreOptions } from './open.ts';
export { peekDocument } from './peek.ts';
export type { Retention } from './retention.ts';
export * from './store.ts';
export type { Change, WriteTap } from './tapped.ts';
export { storeTexts } from './texts.ts';
export { createTurns } from './turns.ts';
