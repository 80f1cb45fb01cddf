import { probeCheck } from './probe-check.ts';

/** DNS must not get out, by no resolver: the question that arrives is the leak, whatever the answer is. */
export const iso32 = probeCheck({ id: 'ISO-32', protocols: ['dns'], clauses: ['8.1.3.1 c)'] });
