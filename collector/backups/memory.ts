import { backupBounds } from './limits.ts';
import type { CatalogueSnapshot } from './model.ts';

/** Sizes and churn of one backup: they never change, so they are learned once. */
export type Figures = Partial<
  Pick<
    CatalogueSnapshot,
    | 'sourceBytes'
    | 'files'
    | 'filesNew'
    | 'filesChanged'
    | 'filesUnmodified'
    | 'filesRemoved'
    | 'addedBytes'
    | 'storedBytes'
    | 'compressionRatio'
    | 'host'
    | 'endedAt'
  >
>;

/** What one reading may know from those before; bounded, and lost at no harm. */
export interface CatalogueMemory {
  figures(repositoryId: string, snapshotId: string): Figures | undefined;
  remember(repositoryId: string, snapshotId: string, figures: Figures): void;
  /** The number of the last carried reading of an agent: an older one is a replay. */
  lastCarried: Map<string, number>;
}

export function createCatalogueMemory(): CatalogueMemory {
  const known = new Map<string, Figures>();
  return {
    lastCarried: new Map(),
    figures: (repositoryId, snapshotId) => known.get(`${repositoryId} ${snapshotId}`),
    remember(repositoryId, snapshotId, figures) {
      if (known.size >= backupBounds.figuresRemembered) {
        const oldest = known.keys().next().value;
        if (oldest !== undefined) known.delete(oldest);
      }
      known.set(`${repositoryId} ${snapshotId}`, figures);
    },
  };
}
