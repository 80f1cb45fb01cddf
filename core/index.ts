/** The ground that every room stands on; imports no room. */
export { type Cancel, type Clock, type EpochMs, systemClock } from './clock.ts';
export { errorText, UserError } from './errors.ts';
export { createLog, type Log, silentLog } from './log.ts';
export { type Dictionary, type Language, languages, type Message, message, render } from './message.ts';
export type { Mistake, Parsed } from './mistake.ts';
