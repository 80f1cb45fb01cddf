export { instantOf, offsetMs, offsetText, startOfDay, wallTime } from '../core/index.ts';
