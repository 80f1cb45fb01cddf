import {
  type Approvals,
  createPairDrills,
  type PairDrill,
  type PairDrills,
  type PairPort,
  type ReportService,
} from '../../audit/index.ts';
import { type Clock, errorText, type Language, type Log } from '../../core/index.ts';
import type { Inventory } from '../../inventory/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { Store } from '../../store/index.ts';
import { runOverSsh, sshObstacle } from './ssh-command.ts';

const collection = 'pairs-declared';

/** Drills of pairs with what stands around them. */
export interface Drills extends PairDrills {
  /** Since when a pair is declared, as far as this data folder knows: its first drill is due so long after. */
  declaredAt(pairId: string): number;
  standing: PairPort['standing'];
}

/** Wires drills: what is approved by a second person is carried out by people, or by declared commands over ssh. */
export async function openDrills(deps: {
  readonly store: Pick<Store, 'put' | 'documents'>;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly approvals: Pick<Approvals, 'register' | 'propose'>;
  readonly inventory: () => Inventory;
  readonly pairs: PairPort;
  /** Makes the report of a drill that is over; gives its id. */
  readonly report?: (drill: PairDrill) => Promise<string>;
}): Promise<Drills> {
  const { store, ledger, clock, log, approvals, inventory, pairs, report } = deps;
  const since = new Map<string, number>();
  for (const { key, body } of await store.documents(collection)) {
    const at = (body as { readonly at?: unknown } | null)?.at;
    if (typeof at === 'number') since.set(key, at);
  }
  const drills = createPairDrills({
    ...{ store, ledger, clock, log, approvals, pairs },
    city: () => inventory().city,
    settings: () => inventory().settings.drills,
    pairSettings: () => inventory().settings.pairs,
    obstacle: sshObstacle,
    run(command, stop) {
      const host = command.host ?? inventory().city.devices.get(command.deviceId)?.address ?? command.deviceId;
      return runOverSsh({ command, host, stop, clock });
    },
  });
  const asked = new Set<string>();

  /** Each drill that is over gets its report; one whose making failed gets it after the next start. */
  function reportOn(drill: PairDrill): void {
    const isOver = (drill.state === 'completed' || drill.state === 'aborted') && drill.result !== undefined;
    if (!isOver || report === undefined || asked.has(drill.id)) return;
    asked.add(drill.id);
    report(drill)
      .then((id) => drills.reported(drill.id, id))
      .catch((thrown: unknown) => log.error({ drill: drill.id, reason: errorText(thrown) }, 'drill-report-failed'));
  }
  drills.onChange(reportOn);

  return {
    ...drills,
    async start() {
      await drills.start();
      for (const drill of drills.list()) reportOn(drill);
    },
    standing: (pairId) => pairs.standing(pairId),
    declaredAt(pairId) {
      const known = since.get(pairId);
      if (known !== undefined) return known;
      const at = clock.now();
      since.set(pairId, at);
      store.put({ collection, key: pairId, body: { at } });
      return at;
    },
  };
}

/** Has the report of a drill made, and waits for it. @throws Error when it could not be made; why is in the list of jobs. */
export async function makeDrillReport(
  reports: Pick<ReportService, 'askDrill' | 'ended'>,
  { id, startedAt, plannedAt, endedAt }: PairDrill,
  language: Language,
): Promise<string> {
  const from = startedAt ?? plannedAt;
  // The end of a period is not part of it.
  const period = { from, to: Math.max(endedAt ?? from, from) + 1 };
  const answer = reports.askDrill({ drillId: id, period, language, madeBy: 'drill' });
  if (!answer.ok) throw new Error(answer.what.key);
  const job = await reports.ended(answer.job.id);
  if (job?.state !== 'done') throw new Error(job?.reason?.key ?? 'lost');
  return job.id;
}
