/** The own standby: what is written here is followed there, and can be taken over. */
export * from './feed/index.ts';
export { limits as standbyLimits } from './limits.ts';
export { standbyTexts } from './texts.ts';
export * from './warm/index.ts';
