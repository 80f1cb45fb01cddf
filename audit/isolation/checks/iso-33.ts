import { probeCheck } from './probe-check.ts';

/** NTP and HTTP must not get out. */
export const iso33 = probeCheck({ id: 'ISO-33', protocols: ['ntp', 'http'], clauses: ['8.1.3.1 c)'] });
