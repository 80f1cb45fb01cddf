import { probeCheck } from './probe-check.ts';

/** The two-sensor test: what an inner host answers to a request in the sentinel's name must not arrive at the sentinel. */
export const iso35 = probeCheck({ id: 'ISO-35', protocols: ['spoofed'], clauses: ['8.1.3.1 c)'] });
