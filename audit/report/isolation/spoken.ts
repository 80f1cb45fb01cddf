/** The words of records, of which the verifier must know no more than their spelling. */
export type PlaceWord = 'isolated' | 'violated' | 'unknown';
export type Severity = 'S1' | 'S2' | 'S3';
