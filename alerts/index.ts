/** Who must know: conditions become incidents, incidents become notices. */
export * from './incident.ts';
