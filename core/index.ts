/** The ground that every room stands on; imports no room. */
export { type Cancel, type Clock, type EpochMs, systemClock } from './clock.ts';
export { formatDuration, parseDuration } from './duration.ts';
export { errorText, UserError } from './errors.ts';
export { dictionary, matchLanguage, pickLanguage, type RoomTexts } from './i18n/index.ts';
export {
  contains,
  covers,
  findOverlaps,
  type IpAddress,
  type IpFamily,
  type IpPrefix,
  overlaps,
  parseAddress,
  parsePrefix,
} from './ip.ts';
export { createLog, createPlainLog, type Log, silentLog } from './log.ts';
export { type Dictionary, type Language, languages, type Message, message, render } from './message.ts';
export type { Mistake, Parsed } from './mistake.ts';
export { isProcessAlive } from './process-alive.ts';
export { seededRandom } from './seeded-random.ts';
export { isTooWideToOwn, type Reach, reachOf, reachOfPrefix } from './special-purpose.ts';
export { createTurns } from './turns.ts';
export { unitSigns } from './unit-sign.ts';
export { instantOf, offsetMs, offsetText, startOfDay, wallTime } from './wall-clock.ts';
export { privateFile, privateFolder, readText, replaceFile, syncFolder } from './whole-file.ts';
