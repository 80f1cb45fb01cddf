import type { Clock, Log } from '../../core/index.ts';
import type { RunTool } from './access/run-tool.ts';
import type { CatalogueMemory } from './memory.ts';

/** How much of a repository's content is read in this reading. */
export interface CheckWish {
  /** The tool's own check of structure. */
  readonly structure: boolean;
  /** Packs read byte by byte: none, all, or the n-th of t parts, so that all are read once in t readings. */
  readonly data: 'none' | 'all' | { readonly part: number; readonly of: number };
}

export interface CatalogueDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly check: CheckWish;
  /** Figures of backups that were read before, and the last carried readings; kept between readings. */
  readonly memory: CatalogueMemory;
  /** Where tools may keep caches of their own; a folder for this reading alone when absent. */
  readonly cacheFolder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The same with the door to the place where the repository lies. */
export interface ToolDeps extends CatalogueDeps {
  readonly run: RunTool;
  /** Whether its files can be read from here too. */
  readonly isLocal: boolean;
}
