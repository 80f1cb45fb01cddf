import type { JournalEntry, Store } from '../../store/index.ts';
import type { DeviceMemory } from './memory.ts';
import { type Finding, type FindingEvent, reconcileLimits, type Seen } from './model.ts';

const collections = {
  findings: 'findings',
  accepted: 'findings-accepted',
  seen: 'topology-seen',
  cables: 'topology-cables',
} as const;
/** What happened to findings, with who decided and why; its subject is the finding's id. */
export const findingJournal = 'findings';
/** Entries of one finding's history that are read. */
const historyEntries = 200;

export interface KeptSighting {
  readonly seen: Seen;
  readonly memory: DeviceMemory;
}

/** Writes the findings and what they rest on into the store, and reads them again after a restart. */
export interface FindingsKeeper {
  load(): Promise<{
    readonly register: ReadonlyMap<string, Finding>;
    readonly accepted: ReadonlySet<string>;
    readonly seen: ReadonlyMap<string, KeptSighting>;
    readonly cables: ReadonlyMap<string, readonly string[]>;
  }>;
  put(finding: Finding): void;
  happened(event: FindingEvent): void;
  accepted(acceptance: string, finding: Finding): void;
  putSeen(seen: Seen, memory: DeviceMemory): void;
  putCables(pair: string, cables: readonly string[]): void;
  forget(deviceId: string): void;
  /** Drops the oldest closed findings beyond the bound; their history stays in the journal. */
  trim(register: ReadonlyMap<string, Finding>): ReadonlyMap<string, Finding>;
  history(id: string): Promise<readonly JournalEntry[]>;
}

export function keepFindings(store: Store): FindingsKeeper {
  const put = (finding: Finding): void =>
    store.put({ collection: collections.findings, key: finding.id, body: finding });
  return {
    put,
    async load() {
      const [findings, acceptances, sightings, cables] = await Promise.all(
        [collections.findings, collections.accepted, collections.seen, collections.cables].map((each) =>
          store.documents(each),
        ),
      );
      return {
        register: new Map(findings?.flatMap(({ key, body }) => (isFinding(body) ? [[key, body] as const] : []))),
        accepted: new Set(acceptances?.map(({ key }) => key)),
        seen: new Map(sightings?.flatMap(({ key, body }) => (isSighting(body) ? [[key, body] as const] : []))),
        cables: new Map(
          cables?.flatMap(({ key, body }) => (Array.isArray(body) ? [[key, body as string[]] as const] : [])),
        ),
      };
    },
    happened({ what, finding, at }) {
      put(finding);
      const { id, kind, element, declared, observed, evidence, decision } = finding;
      const decided = what === 'accepted' || what === 'rejected' ? { decision } : {};
      const body = { what, kind, element, declared, observed, evidence: evidence.slice(0, 2), ...decided };
      store.record({ journal: findingJournal, at, subject: id, body });
    },
    accepted: (key, finding) =>
      store.put({
        collection: collections.accepted,
        key,
        body: { id: finding.id, decision: finding.decision, changes: finding.changes },
      }),
    putSeen: (seen, memory) => store.put({ collection: collections.seen, key: seen.deviceId, body: { seen, memory } }),
    putCables: (pair, cables) => store.put({ collection: collections.cables, key: pair, body: cables }),
    forget: (deviceId) => store.put({ collection: collections.seen, key: deviceId, body: undefined }),
    trim(register) {
      const closed = [...register.values()].filter(({ clearedAt }) => clearedAt !== undefined);
      if (closed.length <= reconcileLimits.closed) return register;
      const oldest = closed.sort((a, b) => (a.clearedAt ?? 0) - (b.clearedAt ?? 0)).slice(0, -reconcileLimits.closed);
      const kept = new Map(register);
      for (const { id } of oldest) {
        kept.delete(id);
        store.put({ collection: collections.findings, key: id, body: undefined });
      }
      return kept;
    },
    async history(id) {
      const entries = await store.journal({ journal: findingJournal, subject: id, limit: historyEntries });
      return entries.toReversed();
    },
  };
}

/** Documents of another version are not believed. */
function isFinding(body: unknown): body is Finding {
  if (typeof body !== 'object' || body === null) return false;
  const { id, kind, subject, evidence, changes, firstSeenAt } = body as Partial<Finding>;
  const texts = [id, kind, subject].every((text) => typeof text === 'string');
  return texts && Array.isArray(evidence) && Array.isArray(changes) && typeof firstSeenAt === 'number';
}

function isSighting(body: unknown): body is KeptSighting {
  if (typeof body !== 'object' || body === null) return false;
  const { seen, memory } = body as Partial<KeptSighting>;
  return typeof seen?.deviceId === 'string' && typeof memory?.ports === 'object' && typeof memory.renames === 'object';
}
