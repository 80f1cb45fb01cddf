import { randomInt } from 'node:crypto';
import type { HoneytokensPort, SelfCheckPort } from '../../api/index.ts';
import {
  createCanaryRuns,
  createHoneytokens,
  createOuterKeeper,
  createOuterSwitches,
  createSelfChecks,
  declarationOf,
  heardAt,
  insideOf,
  type OuterKeeper,
  type OuterSwitches,
  type OuterView,
  originOf,
  type ProbeRun,
  runOf,
  type SceneAdditions,
  type SelfCheckTarget,
} from '../../audit/index.ts';
import { type CanaryProbes, type CanaryStep, isToken, runCanaries } from '../../collector/index.ts';
import { type Clock, contains, errorText, type Log, parseAddress, parsePrefix } from '../../core/index.ts';
import type { CanarySettings, City, Inventory } from '../../inventory/index.ts';
import { type Ledger, nodeSha256, parseVerifierKey } from '../../ledger/index.ts';
import type { Store } from '../../store/index.ts';

/** Probes that must fail, and what is carried over from outside. */
export interface Canaries {
  readonly outer: OuterKeeper;
  readonly switches: Pick<OuterSwitches, 'list' | 'take'>;
  /** Browsers inside that try the outside. */
  readonly selfCheck: SelfCheckPort;
  readonly honeytokens: HoneytokensPort;
  /** Whether targets outside are declared. */
  declared(): boolean;
  /** Whether a sentinel has noted this nonce. */
  isHeard(nonce: string): boolean;
  /** What the judging of a place takes from here. */
  additions(placeId: string): Pick<SceneAdditions, 'probes' | 'outer'>;
  /** The newest try of each way out. */
  newest(): readonly ProbeRun[];
  /** Tries every way out now; resolves when all have been tried. A round that is under way is that one. */
  runNow(): Promise<readonly ProbeRun[]>;
  /** Whether a round is under way. */
  running(): boolean;
  /** Begins a round now, unless one is under way; what goes wrong is logged. */
  begin(): void;
  start(): void;
  stop(): Promise<void>;
}

/** Wires the canaries of this collector. Without targets in the settings nothing is ever sent. */
export async function openCanaries(deps: {
  readonly inventory: () => Inventory;
  readonly store: Store;
  readonly ledger: Pick<Ledger, 'append' | 'flush' | 'sign' | 'records'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Told when something came that concerns places. */
  readonly onChanged: (placeIds?: readonly string[]) => void;
  /** Left out: the real ones. */
  readonly probes?: CanaryProbes;
  /** A number from 0 to below `most`, left to chance. */
  readonly chance?: (most: number) => number;
}): Promise<Canaries> {
  const { inventory, store, ledger, clock, log, onChanged, probes, chance = randomInt } = deps;
  const settings = (): CanarySettings | undefined => inventory().settings.isolation.canaries;
  const runs = createCanaryRuns({ store, clock });
  const outer = createOuterKeeper({
    sentinels: () => (settings()?.outside ?? []).flatMap(({ id, key }) => (key === undefined ? [] : [{ id, key }])),
    store,
    ledger,
    clock,
  });
  await runs.start();
  await outer.start();
  const switches = createOuterSwitches({ store, ledger, clock });
  await switches.start();
  const honeytokens = createHoneytokens({
    sentinels: () => (settings()?.outside ?? []).filter(({ key }) => key !== undefined),
    isPlace: (id) => isPlace(inventory().city, id),
    store,
    ledger,
    clock,
  });
  await honeytokens.start();
  const ended = new AbortController();
  let running: Promise<readonly ProbeRun[]> | undefined;
  let spoofedAt = Number.NEGATIVE_INFINITY;
  let cancel = (): void => {};

  async function round(): Promise<readonly ProbeRun[]> {
    const canaries = settings();
    if (canaries === undefined) return [];
    const { placeId, spoofed, timeoutSeconds } = canaries;
    const withSpoofed = spoofed !== undefined && clock.now() - spoofedAt >= spoofed.everySeconds * 1000;
    const made: ProbeRun[] = [];
    const shared = { clock, timeoutMs: timeoutSeconds * 1000, stop: ended.signal, probes };
    const send = async (steps: readonly CanaryStep[], paceMs: number): Promise<void> => {
      let commitment = -1;
      await runCanaries({
        ...shared,
        steps,
        paceMs,
        commit: async (commitments) => {
          commitment = await commit(placeId, commitments);
        },
        onResult(result) {
          const inside = insideOf(declarationOf(inventory()));
          const run = runOf(result, { placeId, collectorId: 'hub', commitment, inside });
          runs.add(run);
          made.push(run);
        },
      });
    };
    await send(stepsOf(canaries), 0);
    if (withSpoofed) {
      spoofedAt = clock.now();
      await send(spoofedSteps(canaries, inventory()), 1000 / spoofed.perSecond);
    }
    reveal(made);
    onChanged([placeId]);
    return made;
  }

  /** Which nonce was which is told when it is over. */
  function reveal(made: readonly ProbeRun[]): void {
    const [first] = made;
    if (first === undefined) return;
    const results = made.map(({ protocol, at, target, nonce, outcome, control }) => ({
      protocol,
      at: new Date(at).toISOString(),
      target,
      nonce,
      outcome,
      control: { ...control },
    }));
    const { commitment, placeId } = first;
    const body = { what: 'results', commitment, results };
    ledger.append({ kind: 'probe', subject: `canaries ${placeId}`, body, sealed: true });
  }

  /** On the disk and under a signed head before the first packet goes out. */
  async function commit(placeId: string, commitments: readonly string[]): Promise<number> {
    const subject = `canaries ${placeId}`;
    ledger.append({
      kind: 'probe',
      subject,
      body: { what: 'commitments', commitments: [...commitments] },
      sealed: true,
    });
    await ledger.flush();
    await ledger.sign();
    const page = await ledger.records({ kinds: ['probe'], subject, order: 'newest', limit: 1 });
    return page.records[0]?.seq ?? -1;
  }

  function runNow(): Promise<readonly ProbeRun[]> {
    running ??= round().finally(() => {
      running = undefined;
    });
    return running;
  }

  function failed(thrown: unknown): void {
    log.error({ reason: errorText(thrown) }, 'canaries-failed');
  }

  function begin(): void {
    runNow().catch(failed);
  }

  function next(): void {
    const canaries = settings();
    const everyMs = (canaries?.everySeconds ?? 60) * 1000;
    // Between half and one and a half of the period: nobody can wait for the moment.
    cancel = clock.after(everyMs / 2 + chance(Math.max(1, Math.round(everyMs))), () => {
      runNow()
        .catch(failed)
        .finally(() => {
          if (!ended.signal.aborted) next();
        });
    });
  }

  /** Sentinels with a key and a port for HTTP: what others say proves nothing. */
  const browserTargets = (): readonly SelfCheckTarget[] =>
    (settings()?.outside ?? []).flatMap(({ id, address, key, httpPort }) => {
      const verifier = key === undefined ? undefined : parseVerifierKey(key, nodeSha256);
      if (verifier === undefined || httpPort === undefined) return [];
      return [{ id, address, port: httpPort, isSigned: (nonce, token) => isToken(verifier, nonce, token) }];
    });
  const selfChecks = createSelfChecks({
    targets: browserTargets,
    placeOf: (address) => placeOfAddress(inventory().city, address),
    commit,
    clock,
  });

  /** Sentinels and switches outside; undefined while nothing is known of either. */
  function outerView(): OuterView | undefined {
    const view = outer.view();
    const stations = switches.stations();
    if (view === undefined && stations.length === 0) return undefined;
    return { sentinels: view?.sentinels ?? [], stations };
  }

  return {
    honeytokens: {
      ...honeytokens,
      lay(wish) {
        const laid = honeytokens.lay(wish);
        if (laid.ok) onChanged([wish.placeId]);
        return laid;
      },
      openedAt: (nonce) => heardAt(outer.view(), nonce),
    },
    selfCheck: {
      origins: () => browserTargets().map(originOf),
      begin: selfChecks.begin,
      end(id, from, answers) {
        const made = selfChecks.end(id, from, answers);
        for (const run of made ?? []) runs.add(run);
        reveal(made ?? []);
        if (made !== undefined) onChanged([...new Set(made.map(({ placeId }) => placeId))]);
        return made !== undefined;
      },
    },
    switches: {
      list: switches.list,
      take(walk) {
        const taken = switches.take(walk);
        if (taken.ok) onChanged();
        return taken;
      },
    },
    outer: {
      ...outer,
      async take(bytes, by) {
        const taken = await outer.take(bytes, by);
        if (taken.ok) onChanged();
        return taken;
      },
    },
    additions(placeId) {
      const view = outerView();
      const probes = [...runs.ofPlace(placeId), ...honeytokens.probesOf(placeId)];
      return { ...(probes.length === 0 ? {} : { probes }), ...(view === undefined ? {} : { outer: view }) };
    },
    declared: () => settings() !== undefined,
    isHeard: (nonce) => heardAt(outer.view(), nonce) !== undefined,
    newest: runs.newest,
    runNow,
    running: () => running !== undefined,
    begin,
    start() {
      if (settings() !== undefined) begin();
      next();
    },
    async stop() {
      ended.abort();
      cancel();
      await running?.catch(() => undefined);
    },
  };
}

function stepsOf({ outside, controls }: CanarySettings): readonly CanaryStep[] {
  return outside.flatMap(({ id: targetId, address, key, zone, tcpPorts, httpPort, dnsPort, ntpPort }) => {
    const verifier = key === undefined ? undefined : parseVerifierKey(key, nodeSha256);
    const isSigned =
      verifier === undefined ? {} : { isSigned: (nonce: string, token: string) => isToken(verifier, nonce, token) };
    const step = (protocol: Exclude<CanaryStep['protocol'], 'spoofed'>, port: number, name?: string): CanaryStep => ({
      protocol,
      targetId,
      target: { address, port, ...(name === undefined ? {} : { name }) },
      control: controls[protocol],
      ...isSigned,
    });
    return [
      step('icmp', 0),
      ...tcpPorts.map((port) => step('tcp', port)),
      ...(dnsPort === undefined || zone === undefined ? [] : [step('dns', dnsPort, zone)]),
      ...(httpPort === undefined ? [] : [step('http', httpPort)]),
      ...(ntpPort === undefined ? [] : [step('ntp', ntpPort)]),
      step('traceroute', 0),
    ];
  });
}

/** One echo request to every declared device and terminal in the permitted prefixes, in the name of the first sentinel. */
function spoofedSteps({ outside, spoofed }: CanarySettings, { city }: Inventory): readonly CanaryStep[] {
  const sentinel = outside.find(({ key, address }) => key !== undefined && !address.includes(':'));
  if (sentinel === undefined || spoofed === undefined) return [];
  const permitted = spoofed.prefixes.flatMap((text) => parsePrefix(text)?.prefix ?? []);
  const addresses = [...city.devices.values(), ...city.terminals.values()].flatMap(({ address }) => address ?? []);
  return [...new Set(addresses)]
    .filter((text) => {
      const address = parseAddress(text);
      return address !== undefined && permitted.some((prefix) => contains(prefix, address));
    })
    .map((address) => ({
      protocol: 'spoofed',
      targetId: sentinel.id,
      target: { address, port: 0 },
      control: { address, port: 0 },
      claimed: sentinel.address,
    }));
}

/** The point whose prefix holds an address, or else the data centre of its district or of the city. */
function placeOfAddress(city: City, text: string): string | undefined {
  const address = parseAddress(text.replace(/^::ffff:(?=\d+\.)/, ''));
  if (address === undefined) return undefined;
  const holds = (prefixes: readonly string[]): boolean =>
    prefixes.some((prefix) => {
      const parsed = parsePrefix(prefix)?.prefix;
      return parsed !== undefined && contains(parsed, address);
    });
  for (const { id, prefixes } of city.points.values()) if (holds(prefixes)) return id;
  for (const { id, prefixes } of city.districts.values()) if (holds(prefixes)) return `${id}-dc`;
  return holds(city.prefixes) ? `${city.id}-dc` : undefined;
}

function isPlace({ id: cityId, points, districts }: City, id: string): boolean {
  return points.has(id) || [cityId, ...districts.keys()].some((each) => `${each}-dc` === id);
}
