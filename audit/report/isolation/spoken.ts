/** The words of records, of which the verifier must know no more than their spelling. */
export type PlaceWord = 'isolated' | 'violated' | 'unknown';
/** `S` of isolation, `P` of backups; the first is the worst. */
export type Severity = 'S1' | 'S2' | 'S3' | 'P1' | 'P2' | 'P3';
