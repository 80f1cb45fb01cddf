/** Makes one report with everything that is needed to check it, and has the ledger record it. */
import { createHash } from 'node:crypto';
import { type EpochMs, message, UserError } from '../../../core/index.ts';
import type { CalendarSettings, City } from '../../../inventory/index.ts';
import { type Hash, type Ledger, nodeSha256, parseCheckpoint, parsePolicy, toBase64 } from '../../../ledger/index.ts';
import type { Store } from '../../../store/index.ts';
import { registerAt } from '../../custody/kept.ts';
import type { Interval } from '../../intervals.ts';
import type { BundleKind, Report, ReportHead } from '../model.ts';
import { type ScopeWish, scopeText } from '../uptime/scope.ts';
import type { DrawInput } from './draw.ts';
import { drawApart } from './draw-apart.ts';
import { proveAll } from './evidence.ts';
import { fileNames, formatConsistency, formatProofs, formatSums } from './parts.ts';
import {
  assessmentStory,
  backupStory,
  bulletinStory,
  drillStory,
  isolationStory,
  type ReportStory,
  uptimeStory,
} from './stories.ts';

export const reportStages = ['reading', 'judging', 'proving', 'drawing', 'recording'] as const;
export type ReportStage = (typeof reportStages)[number];

export interface BundleWish {
  readonly kind: BundleKind;
  readonly scope: ScopeWish;
  readonly period: Interval;
  readonly language: Report['language'];
  readonly madeBy: string;
}

export interface MakerDeps {
  readonly store: Pick<Store, 'journal' | 'flush' | 'documents'>;
  readonly ledger: Ledger;
  readonly city: City;
  readonly timeZone: string;
  readonly target: number;
  /** When the city works. */
  readonly calendar: CalendarSettings;
  readonly pollPeriodSeconds: number;
  readonly staleAfterSeconds: number;
  /** How often tables are read, and how long a reading is good for. */
  readonly isolation: { readonly pollPeriodSeconds: number; readonly staleAfterSeconds: number };
  /** How often repositories are looked into, and how long a list is trusted. */
  readonly backups: { readonly pollPeriodSeconds: number; readonly staleAfterSeconds: number };
  readonly version: string;
  /** Folder with `verify.mjs` and `verify.html`. */
  readonly verifiers: string;
  /** Who draws the files; a thread of its own when not given. */
  readonly draw?: (input: DrawInput) => Promise<ReadonlyMap<string, Uint8Array>>;
}

/** A bundle in memory: every file by its name, and what the list of reports shows of it. */
export interface Bundle {
  readonly report: Report;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly recordIndex: number;
}

/**
 * Makes a bundle. What goes into it is fixed by the input; only the ledger's own record of it and the head above that differ
 * from one making to the next.
 * @throws UserError when the ledger cannot record, when the period holds too much, or when the verifiers were not built.
 */
export async function makeBundle(
  deps: MakerDeps,
  wish: BundleWish,
  options: {
    readonly id: string;
    readonly madeAt: EpochMs;
    readonly previous: Report | undefined;
    readonly onProgress?: (stage: ReportStage, share: number) => void;
  },
): Promise<Bundle> {
  const { store, ledger, draw = drawApart } = deps;
  const { id, madeAt, previous, onProgress = () => {} } = options;
  onProgress('reading', 0);
  await store.flush();
  await ledger.flush();
  await ledger.sign();
  const { head, root } = headOf(ledger);
  const tell = {
    uptime: uptimeStory,
    bulletin: bulletinStory,
    isolation: isolationStory,
    backup: backupStory,
    drill: drillStory,
    assessment: assessmentStory,
  }[wish.kind];
  const { kind: _, ...about } = wish;
  const register = await registerAt(store, wish.period.to);
  const story = await tell({ deps, wish: about, id, madeAt, previous, head, register, onProgress });
  const evidence = chosen(story);
  const report = story.draft(evidence.length);
  onProgress('proving', 0);
  const proofs = await proveAll(ledger, evidence, { size: head.size, root }, (share) => onProgress('proving', share));
  onProgress('drawing', 0);
  const files = await draw({
    report,
    evidence: Buffer.concat(evidence.flatMap(({ entry }) => [entry, Buffer.from('\n')])),
    proofs: formatProofs(proofs),
    policy: ledger.policy(),
    verifiers: deps.verifiers,
  });
  onProgress('recording', 0);
  const sums = formatSums(new Map([...files].map(([name, bytes]) => [name, sha256Hex(bytes)])));
  if (wish.kind === 'bulletin') recordPublication(ledger, id, wish);
  const recorded = await recordReport(ledger, report, sha256Hex(Buffer.from(sums)));
  const consistency = await ledger.consistency(head.size, recorded.size);
  const bundle = new Map(files)
    .set(fileNames.sums, Buffer.from(sums))
    .set(fileNames.record, recorded.entry)
    .set(fileNames.recordProof, Buffer.from(recorded.proof))
    .set(
      fileNames.consistency,
      Buffer.from(formatConsistency({ from: head.size, to: recorded.size, proof: consistency })),
    );
  onProgress('recording', 1);
  return { report, files: bundle, recordIndex: recorded.index };
}

/** All records, also where the journal tells another story; those that findings rest on where they are too many. */
function chosen({ few, records, draft }: ReportStory): ReportStory['records'] {
  if (few) return records;
  const needed = new Set(draft(0).findings.flatMap((finding) => finding.records));
  return records.filter(({ index }) => needed.has(index));
}

function headOf(ledger: Ledger): { readonly head: ReportHead; readonly root: Hash } {
  const checkpoint = withoutStrangers(ledger.checkpoint(), ledger.policy());
  const parsed = parseCheckpoint(checkpoint ?? '');
  if (checkpoint === undefined || parsed === undefined) {
    throw new UserError(message('report.no-head'), message('report.no-head.remedy'));
  }
  const { origin, size, root } = parsed;
  return { head: { origin, size, root: toBase64(root), checkpoint }, root };
}

/** A head with the signatures that the policy knows; others would say nothing to whoever checks. */
function withoutStrangers(checkpoint: string | undefined, policyText: string): string | undefined {
  const policy = parsePolicy(policyText, nodeSha256);
  if (checkpoint === undefined || !policy.ok) return checkpoint;
  const known = new Set([...policy.value.logs, ...policy.value.witnesses.values()].map(({ name }) => name));
  const split = checkpoint.lastIndexOf('\n\n') + 2;
  const lines = checkpoint.slice(split).split('\n');
  const kept = lines.filter((line) => line === '' || known.has(line.split(' ')[1] ?? ''));
  return checkpoint.slice(0, split) + kept.join('\n');
}

/** Who had it made, and of what: neither stands in what is published. */
function recordPublication(ledger: Ledger, id: string, { scope, madeBy }: BundleWish): void {
  ledger.append({
    kind: 'report',
    subject: `publication ${id}`,
    body: { report: id, scope: scopeText(scope), by: madeBy },
  });
}

/** Has the ledger record the report, and gives the record with its proof under the head that is then signed. */
async function recordReport(ledger: Ledger, report: Report, sums: string) {
  const before = ledger.head().size;
  const { id, kind, verdict, period, madeBy, head } = report;
  ledger.append({
    kind: 'report',
    subject: `report ${id}`,
    body: {
      report: id,
      kind,
      // Of what is published the record comes along too.
      scope: report.scope.id === '' ? report.scope.kind : scopeText(report.scope),
      from: period.from,
      to: period.to,
      verdict,
      by: madeBy,
      sums,
      head: { size: head?.size ?? 0, root: head?.root ?? '' },
    },
  });
  await ledger.flush();
  await ledger.sign();
  for await (const { index, entry } of ledger.entries(before, ledger.head().size)) {
    if (!Buffer.from(entry).includes(sums)) continue;
    const proof = await ledger.proof(index);
    const size = parseCheckpoint(ledger.checkpoint() ?? '')?.size;
    if (proof === undefined || size === undefined) break;
    const known = withoutStrangers(proof, ledger.policy()) ?? proof;
    const headSize = parseCheckpoint(known.slice(known.indexOf('\n\n') + 2))?.size ?? size;
    return { index, entry, proof: known, size: headSize };
  }
  throw new UserError(message('report.not-recorded'), message('report.not-recorded.remedy'));
}

function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
