/** Series that are kept so that rules can be about them: free space, light collectors, and Fangzhou itself; a row each minute. */
export const repositorySeries = {
  name: 'repository',
  columns: ['freeBytes', 'totalBytes', 'repositoryBytes', 'usedRatio'],
} as const;

/** Entity: the collector's id. */
export const collectorSeries = {
  name: 'collector',
  columns: ['silentSeconds', 'waitingSeconds', 'lost', 'clockOffSeconds'],
} as const;

/** Entity: `this`. */
export const ownSeries = {
  name: 'own',
  columns: [
    'pollLagSeconds',
    'pollsOverrun',
    'rowsWaiting',
    'rowsDropped',
    'memoryBytes',
    'diskFreeBytes',
    'diskUsedRatio',
  ],
} as const;

export const ownEntity = 'this';
export const ownSeriesPeriodMs = 60_000;
