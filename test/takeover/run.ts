/** Kills the active Fangzhou again and again while links fail, and compares what became of it with what was done. */
import type { WireIncident } from '../../api/wire.ts';
import { type Host, hosts, otherOf, type Stage } from './stage.ts';

export const killKinds = ['kill', 'stop', 'cut', 'clock', 'power'] as const;
/**
 * `kill`: SIGKILL of the program. `stop`: SIGSTOP, and on again after the takeover. `cut`: its host is cut off from everything, both ways.
 * `clock`: its wall clock is set by up to an hour, and then it is killed. `power`: program and database of its host, at once.
 */
export type KillKind = (typeof killKinds)[number];

export interface Takeover {
  readonly kind: KillKind;
  readonly seconds: number;
}

export interface TakeoverProof {
  readonly kills: number;
  /** Links that failed and are no incident of the active instance, and incidents that were told and are gone. */
  readonly lostIncidents: number;
  /** Databases that were promoted beside a living one, for it did not answer in time. */
  readonly unplannedPromotions: number;
  /** Failures of a link that were told under more than one key, or that nobody failed. */
  readonly duplicatePages: number;
  /** The same key delivered again: a receiver that keeps keys shows it once. */
  readonly repeatedDeliveries: number;
  /** Failures that nobody was told of. */
  readonly missedPages: number;
  readonly takeovers: readonly Takeover[];
}

interface Fault {
  readonly linkId: string;
  readonly cutMs: number;
  repairedMs: number | undefined;
}

/** Against hanging, generous for a busy machine. */
const patienceMs = 900_000;

export async function proveTakeovers(options: {
  readonly stage: Stage;
  readonly kills: number;
  readonly random: () => number;
  readonly onStep?: (text: string) => void;
}): Promise<TakeoverProof> {
  const { stage, kills, random, onStep = () => {} } = options;
  const { lab, instances, databases, receiver } = stage;
  const sleep = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));
  const until = async <T>(what: string, look: () => Promise<T | undefined>, everyMs = 200): Promise<T> => {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`);
      await sleep(everyMs);
    }
  };
  const roleOf = async (host: Host) => (await instances[host].standby())?.role;
  const isReady = async (host: Host) => {
    const view = await instances[host].standby();
    return view?.role === 'standby' && view.active?.id === otherOf(host) && view.lossBound.decisions === 0;
  };
  const replicates = async (host: Host): Promise<boolean> =>
    (await databases[host]
      .ask(`SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'`)
      .catch(() => undefined)) === '1';
  const isPrimary = async (host: Host): Promise<boolean> =>
    (await databases[host].ask('SELECT pg_is_in_recovery()').catch(() => undefined)) === 'f';

  const timeline = async (host: Host): Promise<number> =>
    Number.parseInt(await databases[host].ask('SELECT substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)'), 16);
  /**
   * The host whose database counts and is followed. On a machine so busy that a living database does not answer in time, the other one
   * is promoted: the pair goes on with that one, and the old one is made anew, as a person would.
   */
  const followedPrimary = async (): Promise<Host | undefined> => {
    const primaries: Host[] = [];
    for (const host of hosts) if (await isPrimary(host)) primaries.push(host);
    const [first, second] = primaries;
    if (first === undefined) return undefined;
    if (second !== undefined) {
      const old = (await timeline(first)) > (await timeline(second)) ? second : first;
      unplannedPromotions += 1;
      onStep(`both databases are primaries: that of ${old} is made anew`);
      await stage.rebuild(old);
      return undefined;
    }
    return (await replicates(first)) ? first : undefined;
  };

  const faults: Fault[] = [];
  const takeovers: Takeover[] = [];
  let unplannedPromotions = 0;
  let lostIncidents = 0;

  const incidentOf = (list: readonly WireIncident[], { linkId, cutMs }: Fault): WireIncident | undefined =>
    list.find(({ root, condition, raisedAt }) => {
      if (condition !== 'link-down' || root.id !== linkId) return false;
      // Under a clock that was stepped the time says nothing: the newest one of the link counts.
      return raisedAt !== null && cutMs > 0;
    });
  const isOpen = (incident: WireIncident | undefined): boolean =>
    incident !== undefined && incident.status !== 'cleared';

  instances.a.start();
  await until('an active instance', async () => ((await roleOf('a')) === 'active' ? true : undefined));
  instances.b.start();
  let active: Host = 'a';

  for (let cycle = 0; cycle < kills; cycle += 1) {
    const standby = otherOf(active);
    await until('a standby that has followed', async () => ((await isReady(standby)) ? true : undefined));
    const primary = await until('a replica', followedPrimary, 500);
    // A host that is lost takes its database along only where that is the one that counts.
    const kinds: readonly KillKind[] = primary === active ? killKinds : ['kill', 'stop', 'clock', 'cut'];
    const kind = kinds[Math.floor(random() * kinds.length)] ?? 'kill';

    const linkId = stage.linkIds[cycle % stage.linkIds.length] ?? '';
    const fault: Fault = { linkId, cutMs: performance.now(), repairedMs: undefined };
    faults.push(fault);
    await lab.apply(`cut ${linkId}`);
    // From well before it is noticed to well after it was told.
    await sleep(random() * 6_000);

    if (kind === 'clock') {
      instances[active].stepClock(Math.round((random() * 2 - 1) * 3_600_000));
      await sleep(1_500);
      if ((await roleOf(active)) !== 'active') throw new Error('a wrong clock took the role away');
    }
    const told = receiver.pages.filter(({ event }) => event === 'raised').length;
    const killedMs = performance.now();
    if (kind === 'stop') instances[active].signal('SIGSTOP');
    else if (kind === 'cut') stage.isolate(active, true);
    else instances[active].signal('SIGKILL');
    if (kind === 'power') await databases[active].kill();
    await until(
      `${standby} in the place of ${active} (${kind})`,
      async () => ((await roleOf(standby)) === 'active' ? true : undefined),
      50,
    );
    const seconds = (performance.now() - killedMs) / 1000;
    takeovers.push({ kind, seconds });

    // Back again.
    if (kind === 'stop') instances[active].signal('SIGCONT');
    else if (kind === 'cut') stage.isolate(active, false);
    if (kind === 'kill' || kind === 'clock' || kind === 'power') await instances[active].ended();
    // What was promoted in its place counts: the old one is made anew from it.
    const promoted = (kind === 'cut' || kind === 'power') && primary === active;
    if (promoted) await stage.rebuild(active);
    if (kind === 'kill' || kind === 'clock' || kind === 'power') instances[active].start();

    // The failure is an incident of the new active one, whichever of the two noticed it.
    const found = await until(`an incident of ${linkId}`, async () => {
      const list = await instances[standby].incidents();
      return list !== undefined && isOpen(incidentOf(list, fault)) ? list : undefined;
    }).catch(() => undefined);
    if (found === undefined) lostIncidents += 1;
    else {
      // What was told before the kill is still there, under its number.
      const raised = receiver.pages
        .slice(0, told)
        .filter(({ event, trouble }) => event === 'raised' && trouble === `link-down link ${linkId}`);
      const last = raised.at(-1);
      if (last !== undefined && last.atMs > fault.cutMs && !found.some(({ id }) => id === last.incidentId))
        lostIncidents += 1;
    }
    onStep(
      `${cycle + 1}/${kills} ${kind} of ${active}${promoted ? ' with its database' : ''}: ${seconds.toFixed(2)} s`,
    );
    await until(`a page about ${linkId}`, async () =>
      receiver.pages.some(
        (page) => page.event === 'raised' && page.trouble.endsWith(` ${linkId}`) && page.atMs > fault.cutMs,
      )
        ? true
        : undefined,
    ).catch(() => undefined);
    await lab.apply(`repair ${linkId}`);
    fault.repairedMs = performance.now();
    active = standby;
  }
  await until('every incident to end', async () => {
    const list = await instances[active].incidents();
    return list?.every(({ condition, status }) => condition !== 'link-down' || status === 'cleared') === true
      ? true
      : undefined;
  }).catch(() => undefined);
  const open =
    (await instances[active].incidents())?.filter((each) => each.condition === 'link-down' && isOpen(each)) ?? [];
  for (const incident of open) onStep(`still open: ${incident.id} ${incident.root.id}`);
  // The second sender has had its time too.
  await sleep(Math.min(20_000, kills * 1_000));

  return { kills, lostIncidents, unplannedPromotions, ...pagesOf(stage, faults, onStep), takeovers };
}

/** What the receiver was told, beside what was done to the links. */
function pagesOf(
  { receiver }: Stage,
  faults: readonly Fault[],
  onStep: (text: string) => void,
): Pick<TakeoverProof, 'duplicatePages' | 'repeatedDeliveries' | 'missedPages'> {
  let duplicatePages = 0;
  let missedPages = 0;
  const raised = receiver.pages.filter(({ event, trouble }) => event === 'raised' && trouble.startsWith('link-down '));
  let assigned = 0;
  for (const [index, fault] of faults.entries()) {
    const later = faults.slice(index + 1).find(({ linkId }) => linkId === fault.linkId);
    const pages = raised.filter(
      ({ trouble, atMs }) =>
        trouble === `link-down link ${fault.linkId}` && atMs > fault.cutMs && atMs < (later?.cutMs ?? Infinity),
    );
    assigned += pages.length;
    const keys = new Set(pages.map(({ key }) => key));
    if (keys.size === 0) missedPages += 1;
    if (keys.size > 1) {
      duplicatePages += keys.size - 1;
      onStep(`told twice: ${[...keys].join(' | ')}`);
    }
  }
  duplicatePages += raised.length - assigned;
  const deliveries = receiver.pages.map(({ key }) => key);
  return { duplicatePages, missedPages, repeatedDeliveries: deliveries.length - new Set(deliveries).size };
}

/** Seconds below which so many of a hundred takeovers were. */
export function percentile(takeovers: readonly Takeover[], share: number): number {
  const sorted = takeovers.map(({ seconds }) => seconds).sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return Math.round(value * 1000) / 1000;
}
