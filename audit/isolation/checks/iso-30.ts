import { probeCheck } from './probe-check.ts';

/** ICMP must not get out: an echo reply with our own payload is proof that it does. */
export const iso30 = probeCheck({ id: 'ISO-30', protocols: ['icmp'], clauses: ['8.1.3.1 c)'] });
