/** What is kept: series, current state, events. */
export { hasDatabase, lockFolder, setAside } from './folder.ts';
export { limits as storeLimits } from './limits.ts';
export { openStore, type StoreOptions } from './open.ts';
export { peekDocument } from './peek.ts';
export type { Retention } from './retention.ts';
export * from './store.ts';
export { storeTexts } from './texts.ts';
