/** One repository judged at once, without what judges a city: few modules, little memory. */
export { judgeRepository, type OneShotVerdict } from './one-shot.ts';
export type { OneShotReason } from './one-shot-reason.ts';
