import type { CatalogueSnapshot } from '../../collector/index.ts';
import type { Backup, DataSetSettings } from '../../inventory/index.ts';

/** Says whose a snapshot is: by declared tag, host and paths, never by a guess at names. */
export interface Matcher {
  /** The data set, wherever it was declared to be; undefined: nobody's. */
  setOf(snapshot: CatalogueSnapshot): string | undefined;
}

/** What tools and scripts put behind a name: `rulin-business-data-2026-01-05T01:30`, `..._20260105`. */
const dated = /[-_.@:]\d{4}[-_.]?\d{2}.*$/;

export function createMatcher(
  backups: Iterable<Backup>,
  settingsOf: (backupId: string) => DataSetSettings | undefined,
): Matcher {
  const byTag = new Map<string, string>();
  const byHost: { readonly id: string; readonly host: string | undefined; readonly paths: readonly string[] }[] = [];
  for (const { id } of backups) {
    const own = settingsOf(id);
    const tag = tagOf(id, own);
    if (tag !== undefined) byTag.set(tag, id);
    else byHost.push({ id, host: own?.host, paths: own?.paths ?? [] });
  }
  return {
    setOf({ tags, host, paths }) {
      for (const tag of tags) {
        const found = byTag.get(tag) ?? byTag.get(tag.replace(dated, ''));
        if (found !== undefined) return found;
      }
      return byHost.find(
        (one) =>
          (one.host === undefined || one.host === host) && one.paths.every((path) => paths.some((own) => own === path)),
      )?.id;
    },
  };
}

/** A set that is declared by host or paths alone has no tag; any other is known by its own id unless a tag is declared. */
export function tagOf(backupId: string, own: DataSetSettings | undefined): string | undefined {
  if (own?.tag !== undefined) return own.tag;
  return own !== undefined && (own.host !== undefined || own.paths.length > 0) ? undefined : backupId;
}
