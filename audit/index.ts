/** What it means: states and verdicts with evidence. */
export * from './state/model.ts';
