import type { ElementRef, StateView } from '../../audit/index.ts';
import type { Cancel, Clock, EpochMs, Log } from '../../core/index.ts';
import type { AlertmanagerInletSettings } from '../../inventory/index.ts';
import type { Store } from '../../store/index.ts';
import { foreignAlert, foreignNames, foreignOverflow } from '../conditions/foreign-alert.ts';
import type { AlertEngine } from '../door.ts';
import { type ForeignAlert, type ForeignRefusal, foreignLimits, ownSource } from './model.ts';
import { readPayload } from './payload.ts';
import { placeOf } from './place.ts';

export const foreignCollection = 'foreign-alerts';

/** What is kept of an alert while it is open. */
interface Held {
  readonly id: string;
  readonly name: string;
  /** What it was found to be of when it opened: its incident stays there. */
  readonly root: ElementRef;
  readonly heardAt: EpochMs;
  /** Without another message it is over then. */
  readonly goodUntil: EpochMs;
}

export interface ForeignStanding {
  readonly open: number;
  /** Alerts that were taken since the start. */
  readonly taken: number;
  /** Messages refused since the start, by why; `token` and `standby` too. */
  readonly refused: Readonly<Record<string, number>>;
  /** Fangzhou's own, come back. */
  readonly own: number;
  /** Alerts that found no room, or that the sender left out of a message. */
  readonly beyond: number;
  /** That nobody repeated in time. */
  readonly silent: number;
  readonly heardAt: EpochMs | undefined;
}

export type ForeignAnswer =
  | { readonly ok: true; readonly taken: number; readonly beyond: number }
  | { readonly ok: false; readonly refusal: ForeignRefusal | 'standby' };

/** Alerts of a Prometheus Alertmanager: each firing one is an incident until it is resolved, or is not repeated in time. */
export interface ForeignAlerts {
  /** Takes up what a former run, or another instance, left open: each has its whole time again, for meanwhile nobody listened. */
  start(): Promise<void>;
  take(body: unknown): ForeignAnswer;
  /** Somebody came with the wrong token. */
  refused(why: 'token'): void;
  standing(): ForeignStanding;
  stop(): void;
}

export function createForeignAlerts(deps: {
  readonly engine: Pick<AlertEngine, 'foreignJudged'>;
  readonly states: StateView;
  /** Undefined: nothing is taken. */
  readonly settings: () => AlertmanagerInletSettings | undefined;
  readonly store: Pick<Store, 'put' | 'documents'>;
  readonly clock: Clock;
  readonly log: Log;
  /** A standby decides nothing. */
  readonly decides: () => boolean;
}): ForeignAlerts {
  const { engine, states, settings, store, clock, log, decides } = deps;
  const held = new Map<string, Held>();
  const refusals: Record<string, number> = {};
  const counts = { taken: 0, own: 0, beyond: 0, silent: 0 };
  let heardAt: EpochMs | undefined;
  let isFull = false;
  let cancel: Cancel = () => {};

  const keep = (one: Held): void => {
    held.set(one.id, one);
    store.put({ collection: foreignCollection, key: one.id, body: one });
  };
  const forget = (id: string): void => {
    held.delete(id);
    store.put({ collection: foreignCollection, key: id, body: undefined });
  };
  const refuse = (why: ForeignRefusal | 'standby' | 'token'): void => {
    refusals[why] = (refusals[why] ?? 0) + 1;
    log.warn({ why, count: refusals[why] }, 'alertmanager-message-refused');
  };

  /** Where its incident is; anew where that element is no more. */
  const rootOf = (alert: ForeignAlert): ElementRef => {
    const known = held.get(alert.id)?.root;
    if (known !== undefined && (isCity(known) || states.peek(known.kind, known.id) !== undefined)) return known;
    return placeOf(alert.labels, states);
  };
  const isCity = ({ kind, id }: ElementRef): boolean => kind === 'district' && id === states.topology.city.id;

  /** Whether it was taken: a new one wants room. */
  const takeOne = (alert: ForeignAlert, rules: AlertmanagerInletSettings): boolean => {
    const now = clock.now();
    const root = rootOf(alert);
    if (alert.isFiring) {
      if (!held.has(alert.id) && held.size >= foreignLimits.open) return false;
      const { endsAt } = alert;
      // One that fires and ended before now comes by a clock that is wrong: it is held as one that says nothing of its end.
      const goodUntil = endsAt !== undefined && endsAt > now ? endsAt : now + rules.silentAfterSeconds * 1_000;
      keep({ id: alert.id, name: alert.name, root, heardAt: now, goodUntil });
    } else if (held.has(alert.id)) forget(alert.id);
    engine.foreignJudged([foreignAlert(alert, root, rules, now)], noTopics);
    return true;
  };

  /** One incident says that there is no room; it is over when there is. */
  const sayFull = (beyond: number): void => {
    const isNow = beyond > 0 || (isFull && held.size >= foreignLimits.open);
    if (!isNow && !isFull) return;
    isFull = isNow;
    engine.foreignJudged([foreignOverflow(states.topology.city.id, isNow ? 1 : 0, clock.now())], noTopics);
  };

  const endSilent = (): void => {
    const now = clock.now();
    const silent = [...held.values()].filter(({ goodUntil }) => goodUntil <= now);
    const rules = settings();
    // What is not taken any more is not held open either.
    const over = rules === undefined ? [...held.values()] : silent;
    if (over.length === 0) return;
    counts.silent += over.length;
    for (const { id } of over) forget(id);
    const findings = over.map(({ id, name, root }) => foreignAlert({ ...gone, id, name }, root, rules ?? noRules, now));
    engine.foreignJudged(findings, new Set(over.map((one) => foreignNames(one).topic)));
    sayFull(0);
  };

  const tick = (): void => {
    if (decides()) endSilent();
    cancel = clock.after(foreignLimits.tickMs, tick);
  };

  return {
    async start() {
      const now = clock.now();
      held.clear();
      for (const { body } of await store.documents(foreignCollection)) {
        const one = readHeld(body);
        if (one !== undefined)
          keep({ ...one, heardAt: now, goodUntil: now + Math.max(0, one.goodUntil - one.heardAt) });
      }
      isFull = true;
      sayFull(0);
      cancel();
      tick();
    },
    take(body) {
      const rules = settings();
      if (!decides() || rules === undefined) {
        refuse('standby');
        return { ok: false, refusal: 'standby' };
      }
      const read = readPayload(body);
      if (!read.ok) {
        refuse(read.refusal);
        return { ok: false, refusal: read.refusal };
      }
      heardAt = clock.now();
      // What went out from here comes back where everything is sent on: it is told already, and telling it again would never end.
      const foreign = read.alerts.filter(({ labels }) => labels.get('source') !== ownSource);
      counts.own += read.alerts.length - foreign.length;
      // What is over first, so that it leaves its room to what is new.
      const inOrder = foreign.sort((a, b) => Number(a.isFiring) - Number(b.isFiring));
      const taken = inOrder.filter((alert) => takeOne(alert, rules)).length;
      const beyond = inOrder.length - taken + read.leftOut;
      counts.taken += taken;
      counts.beyond += beyond;
      if (beyond > 0) log.warn({ beyond, open: held.size }, 'alertmanager-alerts-beyond');
      sayFull(beyond);
      return { ok: true, taken, beyond };
    },
    refused: refuse,
    standing: () => ({ open: held.size, ...counts, refused: { ...refusals }, heardAt }),
    stop: () => cancel(),
  };
}

const noTopics: ReadonlySet<string> = new Set();
const noRules = { severities: new Map(), otherwise: 'major' } as const;
/** What ends an alert that nobody speaks of any more. */
const gone = {
  ...{ isFiring: false, labels: new Map<string, string>(), annotations: new Map<string, string>() },
  ...{ startsAt: undefined, endsAt: undefined },
};

function readHeld(body: unknown): Held | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { id, name, root, heardAt, goodUntil } = body as Partial<Held>;
  const isSound = typeof id === 'string' && typeof name === 'string' && typeof root?.id === 'string';
  if (!isSound || !Number.isSafeInteger(heardAt) || !Number.isSafeInteger(goodUntil)) return undefined;
  return body as Held;
}
