/** A process is killed at random moments while it tells of incidents; then everything that is on its disk must have arrived. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPart } from '../light-proof/child.ts';
import { openReceivers, type Receipt } from './receivers.ts';

export interface DeliveryProof {
  readonly kills: number;
  /** What there was to tell: each event of each incident, by each channel. */
  readonly notifications: number;
  readonly lost: number;
  /** Told of what is not on the disk. */
  readonly phantoms: number;
  /** Came again under another name, so that the receiver shows it twice. */
  readonly duplicatesWhereTheChannelCanTell: number;
  /** Came again under the same name. */
  readonly repeatedDeliveries: number;
}

const longestPauseMs = 100;
const mostTold = 20;
const flowsWithinMs = 60_000;

/** Waits until so many more have arrived. @throws when nothing flows. */
async function untilTold(receipts: readonly Receipt[], more: number): Promise<void> {
  const wanted = receipts.length + more;
  for (let waited = 0; receipts.length < wanted; waited += 5) {
    if (waited > flowsWithinMs) throw new Error('nothing is told');
    await sleep(5);
  }
}

export async function proveDelivery(wish: {
  readonly kills: number;
  readonly random: () => number;
  readonly onLog?: (text: string) => void;
}): Promise<DeliveryProof> {
  const { kills, random, onLog = () => {} } = wish;
  const folder = mkdtempSync(join(tmpdir(), 'fangzhou-delivery-'));
  const receivers = await openReceivers();
  const { mailPort, hookUrl, receipts } = receivers;
  const start = (boot: number, drain: boolean) =>
    startPart('../delivery-proof/alerting.child.ts', { folder, boot, mailPort, hookUrl, drain }, onLog);
  try {
    for (let kill = 1; kill <= kills; kill += 1) {
      const part = start(kill, false);
      // Now and then in the midst of its start; else while messages flow, however slow the machine is.
      if (random() < 0.9) await untilTold(receipts, 1 + Math.floor(random() * mostTold));
      await sleep(random() * longestPauseMs);
      await part.kill();
      onLog(`${kill}: ${receipts.length}\n`);
    }
    const last = start(kills + 1, true);
    await last.said;
    const { events } = (await last.ask({})) as { readonly events: readonly { incidentId: string; event: string }[] };
    await last.kill();
    return { kills, ...compare(events, receipts) };
  } finally {
    await receivers.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function compare(
  events: readonly { readonly incidentId: string; readonly event: string }[],
  receipts: readonly Receipt[],
): Omit<DeliveryProof, 'kills'> {
  const wanted = new Set(
    events.flatMap(({ incidentId, event }) => ['mail', 'hook'].map((channel) => `${channel} ${incidentId} ${event}`)),
  );
  const names = new Map<string, Set<string>>();
  for (const { channel, incidentId, event, name } of receipts) {
    const key = `${channel} ${incidentId} ${event}`;
    names.set(key, (names.get(key) ?? new Set()).add(name));
  }
  const distinct = [...names.values()].reduce((sum, { size }) => sum + size, 0);
  return {
    notifications: wanted.size,
    lost: [...wanted].filter((key) => !names.has(key)).length,
    phantoms: [...names.keys()].filter((key) => !wanted.has(key)).length,
    duplicatesWhereTheChannelCanTell: distinct - names.size,
    repeatedDeliveries: receipts.length - distinct,
  };
}
