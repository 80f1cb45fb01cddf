/** What is kept: series, current state, events. */
export * from './store.ts';
