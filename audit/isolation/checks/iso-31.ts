import { probeCheck } from './probe-check.ts';

/** TCP must not get out: a connection is a lead, the sentinel's signature over it is proof. */
export const iso31 = probeCheck({ id: 'ISO-31', protocols: ['tcp'], clauses: ['8.1.3.1 c)'] });
