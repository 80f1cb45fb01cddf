import type { FindingsPort } from '../../api/index.ts';
import { createReconciler, decisionRecord, type Finding } from '../../audit/index.ts';
import { createScheduler, type Poller, readTopology, type TopologyReading } from '../../collector/index.ts';
import type { Clock, Log } from '../../core/index.ts';
import { type Inventory, openDraft, type ProposedRow, type Settings } from '../../inventory/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { Store } from '../../store/index.ts';
import { acceptedChanges, createAcceptedFile } from './accepted-file.ts';

/** Surveys beside polls: few at a time, so that a weak device hardly notices. */
const surveyConcurrency = 8;
/** The first survey of all devices is spread over this time. */
const firstSurveyMs = 60_000;

/** Who stands next to whom, at a slower pace than polls, against what is declared. */
export interface Reconciliation {
  readonly findings: FindingsPort;
  /** Takes the inventory as it is now, after a reload. */
  apply(): void;
  /** Begins to survey. */
  start(): void;
  /** Starts no more surveys; resolves when the running ones ended. */
  stop(): Promise<void>;
  /** Keeps what is open; the store must still be. */
  close(): void;
}

/** Wires surveys, findings and the list of accepted changes. */
export async function openReconciliation(deps: {
  readonly store: Store;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly poller: Poller;
  readonly inventory: () => Inventory;
  /** Told of every survey, after the findings have taken it. */
  readonly surveyed: (reading: TopologyReading) => void;
}): Promise<Reconciliation> {
  const { store, ledger, clock, log, poller, inventory, surveyed } = deps;
  const { settings } = inventory();
  const reconciler = createReconciler({ store, clock });
  await reconciler.start();
  reconciler.apply(inventory().city, poller.agents.keys());
  reconciler.subscribe((events) => {
    for (const record of events.flatMap((event) => decisionRecord(event) ?? [])) ledger.append(record);
  });
  const acceptedFile = createAcceptedFile({ reconciler, folder: settings.dataFolder, inventory, log });
  const surveyor = createScheduler({
    ...surveyPace(settings),
    firstSweepMs: Math.min(firstSurveyMs, settings.polling.topologyPeriodSeconds * 1000),
    clock,
    log,
    poll: async (deviceId) => {
      const reading = await poller.use(deviceId, (session) => readTopology({ session, clock, deviceId }));
      if (reading === undefined) return;
      reconciler.observe(reading);
      surveyed(reading);
    },
  });
  surveyor.apply(poller.agents.keys());

  /** As they will stand in the list of accepted changes: after those that were accepted before. */
  async function proposals(finding: Finding): Promise<readonly ProposedRow[]> {
    const waiting = acceptedChanges(reconciler);
    const at = waiting.findIndex(({ id }) => id === finding.id);
    const before = at < 0 ? waiting : waiting.slice(0, at);
    const all = [...waiting, finding].flatMap(({ changes }) => changes);
    const draft = openDraft(inventory().folder, all);
    for (const { changes } of before) await draft.propose(changes);
    return draft.propose(finding.changes);
  }

  return {
    findings: { ...reconciler, proposals },
    apply() {
      reconciler.apply(inventory().city, poller.agents.keys());
      surveyor.apply(poller.agents.keys(), surveyPace(inventory().settings));
      void acceptedFile.write();
    },
    start: () => surveyor.start(),
    stop: () => surveyor.stop(),
    close: () => reconciler.close(),
  };
}

function surveyPace({ polling }: Settings): { readonly periodMs: number; readonly concurrency: number } {
  return {
    periodMs: polling.topologyPeriodSeconds * 1000,
    concurrency: Math.min(surveyConcurrency, polling.concurrency),
  };
}
