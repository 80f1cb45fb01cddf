/**
 * A collector is cut off for so long, in time-lapse, and killed meanwhile; then it hands over what it kept, while collector and hub are
 * killed further times. What a witness saw kept is compared with what stands in the hub's database.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom, silentLog } from '../../core/index.ts';
import { createTimeLapse } from '../../core/time-lapse.fake.ts';
import type { ProbeSettings } from '../../inventory/index.ts';
import { startCutter } from '../takeover/cutter.ts';
import { type Part, startPart } from './child.ts';
import { openProofStore, type Timing } from './timing.ts';

export interface LightProof {
  /** Results that the collector had kept, by its witness. */
  readonly results: number;
  /** Entries that the hub has of them, doubles too. */
  readonly delivered: number;
  readonly lost: number;
  readonly duplicated: number;
  /** Entries whose number does not follow the one before, or is not the one that the witness saw. */
  readonly outOfOrder: number;
  readonly kills: number;
}

const factor = 120;
const minuteMs = 60_000;
const probeCount = 6;
const probePeriodSeconds = 10;
const connectedBeforeMs = minuteMs;
/** For handing over and further kills. */
const recoveryMs = 4 * minuteMs;
const settleWithinMs = 60_000;

const probeOf = (id: string): ProbeSettings => ({
  ...{ id, nameZh: id, nameEn: id, serviceId: undefined, periodSeconds: probePeriodSeconds, timeoutMs: 5_000 },
  ...{ retries: 0, budgetsMs: {}, from: ['point-1'], kind: 'tcp', host: '127.0.0.1', port: 9, expect: undefined },
});

export async function proveLight(options: {
  readonly minutes: number;
  readonly kills: number;
  readonly seed: number;
  /** What the parts write on their stderr. */
  readonly onLog?: (text: string) => void;
}): Promise<LightProof> {
  const { minutes, kills, seed, onLog = () => {} } = options;
  const folder = mkdtempSync(join(tmpdir(), 'fangzhou-light-proof-'));
  const timing: Timing = {
    ...{ factor, sinceMs: Date.now(), hubFolder: join(folder, 'hub'), collectorFolder: join(folder, 'collector') },
    witnessFile: join(folder, 'witness'),
  };
  const clock = createTimeLapse(factor, timing.sinceMs);
  const random = seededRandom(seed);
  const probes = Array.from({ length: probeCount }, (_, index) => probeOf(`probe-${index}`));
  const place = { port: 0 };
  const cutter = await startCutter(place);
  const hub = async (): Promise<Part> => {
    const part = startPart('hub.child.ts', { ...timing, probes }, onLog);
    place.port = ((await part.said) as { port: number }).port;
    return part;
  };
  const collector = async (token: string): Promise<Part> => {
    const wish = { ...timing, hub: `https://127.0.0.1:${cutter.port}`, token };
    const part = startPart('collector.child.ts', wish, onLog);
    await part.said;
    return part;
  };
  const parts: { hub?: Part; collector?: Part } = {};
  const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms / factor));
  let killed = 0;
  const killAt = async (who: 'hub' | 'collector', token: string): Promise<void> => {
    await parts[who]?.kill();
    killed++;
    parts[who] = await (who === 'hub' ? hub() : collector(token));
  };
  /** Lets so much time pass, with kills at moments left to chance. */
  const pass = async (lengthMs: number, victims: readonly ('hub' | 'collector')[], token: string): Promise<void> => {
    const until = clock.monotonicMs() + lengthMs;
    const moments = victims.map(() => clock.monotonicMs() + random() * lengthMs).sort((one, other) => one - other);
    for (const [index, who] of victims.entries()) {
      await wait(Math.max(0, (moments[index] ?? 0) - clock.monotonicMs()));
      await killAt(who, token);
    }
    await wait(Math.max(0, until - clock.monotonicMs()));
  };

  try {
    parts.hub = await hub();
    const token = String(await parts.hub.ask('token'));
    parts.collector = await collector(token);
    await wait(connectedBeforeMs);
    cutter.cut(true);
    const whileCut = Math.min(kills, 2);
    await pass(
      minutes * minuteMs,
      Array.from({ length: whileCut }, () => 'collector' as const),
      token,
    );
    cutter.cut(false);
    const later = Array.from({ length: kills - whileCut }, (_, n) =>
      n % 2 === 0 ? ('hub' as const) : ('collector' as const),
    );
    await pass(recoveryMs, later, token);
    await settled(parts.collector);
    await parts.collector.end();
    await parts.hub.end();
    return { ...(await compare(timing)), kills: killed };
  } finally {
    await parts.collector?.kill();
    await parts.hub?.kill();
    await cutter.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Until the hub has all that was kept; then it may still be ended in the midst of the next. */
async function settled(collector: Part | undefined): Promise<void> {
  const end = performance.now() + settleWithinMs;
  while (performance.now() < end) {
    if (collector === undefined) return;
    const { last, delivered } = (await collector.ask('state')) as { last: number; delivered: number };
    // It goes on all the time: the newest few are always on their way.
    if (last - delivered <= 2 * probeCount) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function compare(timing: Timing): Promise<Omit<LightProof, 'kills'>> {
  const kept = new Map<string, number>();
  const made = new Set<string>();
  for (const line of readFileSync(timing.witnessFile, 'utf8').split('\n')) {
    const [word, id = '', sequence = ''] = line.split(' ');
    if (word === 'made') made.add(id);
    if (word === 'kept') kept.set(id, Number(sequence));
  }
  const store = await openProofStore(timing.hubFolder, createTimeLapse(factor, timing.sinceMs), silentLog);
  const entries: { readonly sequence: number; readonly id: string }[] = [];
  try {
    for (let before: number | undefined; ; ) {
      const page = await store.journal({ journal: 'proof', limit: 1_000, ...(before === undefined ? {} : { before }) });
      entries.unshift(...page.map(({ body }) => body as { sequence: number; id: string }).reverse());
      before = page.at(-1)?.sequence;
      if (before === undefined) break;
    }
  } finally {
    await store.close();
  }
  const arrived = new Set(entries.map(({ id }) => id));
  return {
    results: kept.size,
    delivered: entries.filter(({ id }) => kept.has(id)).length,
    lost: [...kept.keys()].filter((id) => !arrived.has(id)).length,
    duplicated: entries.length - arrived.size,
    outOfOrder: entries.filter(({ sequence, id }, index) => {
      const isNext = sequence === (entries[index - 1]?.sequence ?? 0) + 1;
      // What was killed between being kept and the witness's note may arrive too, but nothing that nobody made.
      return !isNext || (kept.get(id) ?? sequence) !== sequence || !made.has(id);
    }).length,
  };
}
