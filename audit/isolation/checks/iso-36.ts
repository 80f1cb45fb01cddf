import { probeCheck } from './probe-check.ts';

/** A browser inside that reaches the sentinel sits on two networks at once. */
export const iso36 = probeCheck({ id: 'ISO-36', protocols: ['browser'], clauses: ['8.1.3.1 c)'] });
