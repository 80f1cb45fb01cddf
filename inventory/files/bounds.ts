/** Every size that the reader of an inventory holds to, in one place. */
export const bounds = {
  /** One CSV file. */
  csvBytes: 16 * 1024 * 1024,
  yamlBytes: 256 * 1024,
  secretBytes: 4096,
  /** A certificate with its chain, a key, or an authority. */
  pemBytes: 64 * 1024,
  /** Lines with entries in one CSV file. */
  rows: 200_000,
  /** One cell, in bytes of UTF-8. */
  cellBytes: 4096,
  idCharacters: 64,
} as const;
