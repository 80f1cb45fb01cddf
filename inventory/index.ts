/** What exists: the declared city and its settings. */
export * from './model.ts';
export * from './settings.ts';
