import { probeCheck } from './probe-check.ts';

/** On the way outwards nobody may answer whom nobody declared. */
export const iso34 = probeCheck({ id: 'ISO-34', protocols: ['traceroute'], clauses: ['8.1.3.1 a)'] });
