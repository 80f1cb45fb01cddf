import { randomBytes } from 'node:crypto';
import { type Cancel, type Clock, type EpochMs, errorText, type Log, type Message, message } from '../../core/index.ts';
import {
  type City,
  type DrillCommand,
  type DrillProcedure,
  type DrillsSettings,
  type HostPair,
  type PairsSettings,
  settingsOfPair,
} from '../../inventory/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { Store } from '../../store/index.ts';
import type { Approvals } from '../approval/approvals.ts';
import type { Actor } from '../approval/model.ts';
import { commandsOf, digestOf } from './digest.ts';
import { type DryRun, dryRunOf } from './dry-run.ts';
import type { DrillAnswer, DrillEffect, DrillEvent } from './events.ts';
import { isOpen, stepPairDrill } from './machine.ts';
import { createGapMeter, measureDrill, noTries } from './measure.ts';
import {
  type CommandOutput,
  type DrillWindow,
  type PairDrill,
  type PairPort,
  type PairView,
  pairDrillLimits,
} from './model.ts';
import { type DrillPlan, planObstacle } from './plan.ts';
import { drillRecord, drillSubject } from './records.ts';
import { viewOf } from './view.ts';

const collection = 'pair-drills';
/** Name of the matter under which drills are approved. */
export const drillMatter = 'pair-drill';
/** Nobody looks at the pair of a drill that does not run. */
const unseen: PairView = {
  word: 'unknown',
  score: undefined,
  observedAt: undefined,
  active: [],
  standby: [],
  goodSince: undefined,
  patienceMs: 0,
};
/** Tries from before a drill that it counts: the last good answer lies there. */
const triesBeforeMs = 30_000;

/** Drills of hot-standby pairs: what is planned, what runs, what came of it. */
export interface PairDrills {
  /** Reads what is kept; one that ran when Fangzhou ended is aborted by that. */
  start(): Promise<void>;
  /** Newest plan first. */
  list(): readonly PairDrill[];
  find(id: string): PairDrill | undefined;
  procedures(): readonly DrillProcedure[];
  /** Those that are written for the engine of a pair. */
  proceduresOf(pair: HostPair): readonly DrillProcedure[];
  plan(wish: DrillPlan): DrillAnswer;
  /** Asks a second person; `plan` does nothing by itself. */
  propose(id: string, by: Actor): DrillAnswer;
  cancel(id: string, by: Actor): DrillAnswer;
  begin(id: string, by: Actor): DrillAnswer;
  confirm(id: string, by: Actor, note: string): DrillAnswer;
  stop(id: string, by: Actor, note: string): DrillAnswer;
  fallBack(id: string, choice: 'command' | 'done' | 'leave', by: Actor, note: string): DrillAnswer;
  /** Every step as it would be now; acts on nothing, needs nobody's approval, and is on record. */
  dryRun(pairId: string, procedureId: string, by: Actor): DryRun | undefined;
  /** The drill under which a takeover at that time is a planned one. */
  plannedAt(pairId: string, at: EpochMs): PairDrill | undefined;
  /** End of the last drill of a pair that completed without a deviation; undefined: never. */
  lastGoodAt(pairId: string): EpochMs | undefined;
  /** The report of a drill is kept. */
  reported(id: string, reportId: string): void;
  /** Told of every change of a drill. */
  onChange(listener: (drill: PairDrill) => void): Cancel;
  /** Ends; a drill that runs is aborted at the next start, as after any end. */
  close(): void;
}

export interface PairDrillsDeps {
  readonly store: Pick<Store, 'put' | 'documents'>;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly approvals: Pick<Approvals, 'register' | 'propose'>;
  readonly city: () => City;
  readonly settings: () => DrillsSettings;
  readonly pairSettings: () => PairsSettings;
  readonly pairs: PairPort;
  /** Runs a declared command; resolves with what it said when it has ended, was stopped or took too long. Never rejects. */
  readonly run: (command: DrillCommand, stop: AbortSignal) => Promise<CommandOutput>;
  /** Why it could not be run from here: a dry run tells it. */
  readonly obstacle?: (command: DrillCommand) => Message | undefined;
}

export function createPairDrills(deps: PairDrillsDeps): PairDrills {
  const { store, ledger, clock, log, approvals, city, settings, pairSettings, pairs, obstacle } = deps;
  const drills = new Map<string, PairDrill>();
  const meters = new Map<string, ReturnType<typeof createGapMeter>>();
  const commands = new Map<string, AbortController>();
  const listeners = new Set<(drill: PairDrill) => void>();
  let cancelTick: Cancel = () => {};
  let closed = false;

  const unknown: DrillAnswer = { ok: false, reason: message('drill.refused.unknown') };
  const view = (drill: PairDrill) => viewOf(pairs, drill.pairId, clock.now(), staleMs());
  const staleMs = (): number => Math.max(30_000, pairSettings().periodSeconds * 3_000);
  const targetsOf = (pairId: string) => settingsOfPair(pairSettings(), pairId).targets;

  /** What is declared now for that drill, as a digest; undefined where the pair or the procedure is gone. */
  function digestNow({ pairId, procedure: { id } }: PairDrill): string | undefined {
    const pair = city().hostPairs.get(pairId);
    const declared = settings().procedures.find((each) => each.id === id);
    if (pair === undefined || declared === undefined) return undefined;
    return digestOf(declared, commandsOf(declared, pair, settings().commands));
  }

  function keep(drill: PairDrill): void {
    drills.set(drill.id, drill);
    store.put({ collection, key: drill.id, body: drill });
    for (const listener of listeners) listener(drill);
  }

  /** One event; what follows from it is done in the same turn, commands beside it. */
  function happen(before: PairDrill, event: DrillEvent): DrillAnswer {
    const answer = stepPairDrill(before, event);
    if (!answer.ok) return answer;
    if (answer.drill !== before) keep(answer.drill);
    for (const effect of answer.effects) carryOut(answer.drill, effect);
    return { ...answer, drill: drills.get(before.id) ?? answer.drill };
  }

  function carryOut(drill: PairDrill, effect: DrillEffect): void {
    if (effect.what === 'record') ledger.append(drillRecord(drill, effect.of, effect.index));
    else if (effect.what === 'stop-command') commands.get(drill.id)?.abort();
    else if (effect.what === 'measure') measure(drill);
    else void runCommand(drill, effect);
  }

  function measure(drill: PairDrill): void {
    const tries = meters.get(drill.id)?.told() ?? noTries;
    meters.delete(drill.id);
    const takeovers = pairs.takeovers(drill.pairId);
    const result = measureDrill(drill, { takeovers, tries }, targetsOf(drill.pairId));
    happen(drill, { what: 'measured', at: clock.now(), result });
  }

  /** Runs exactly what was approved, or nothing: the settings may have changed since. */
  async function runCommand(
    { id, digest }: PairDrill,
    { index, command: name, deviceId }: Extract<DrillEffect, { what: 'run' }>,
  ): Promise<void> {
    const drill = drills.get(id);
    const declared = settings().commands.find((each) => each.name === name && each.deviceId === deviceId);
    const stopper = new AbortController();
    let output: CommandOutput = { command: name, deviceId, exitCode: undefined, text: '', cut: false };
    if (drill !== undefined && declared !== undefined && digestNow(drill) === digest) {
      commands.set(id, stopper);
      try {
        output = await deps.run(declared, stopper.signal);
      } catch (thrown) {
        log.error({ drill: id, reason: errorText(thrown) }, 'drill-command-failed');
      }
      commands.delete(id);
    } else log.error({ drill: id, command: name, device: deviceId }, 'drill-command-changed');
    const now = drills.get(id);
    if (now === undefined || closed) return;
    happen(now, { what: 'command-ended', at: clock.now(), index, output, view: view(now) });
  }

  function tick(): void {
    for (const drill of [...drills.values()].filter(isOpen)) {
      try {
        follow(drill);
        const runs = drill.state === 'running';
        happen(drill, { what: 'look', at: clock.now(), view: runs ? view(drill) : unseen });
      } catch (thrown) {
        log.error({ drill: drill.id, reason: errorText(thrown) }, 'drill-look-failed');
      }
    }
    cancelTick = clock.after(pairDrillLimits.tickMs, tick);
  }

  /** Tries of a drill that runs are counted as they come: they are kept for minutes only, and a drill may take hours. */
  function follow({ id, pairId, state, startedAt }: PairDrill): void {
    if (state !== 'running' && state !== 'falling-back') return;
    const from = (startedAt ?? clock.now()) - triesBeforeMs;
    const meter = meters.get(id) ?? createGapMeter(startedAt ?? clock.now());
    meters.set(id, meter);
    meter.take(pairs.probes(pairId, Math.max(from, clock.now() - 5 * 60_000)));
  }

  function trim(): void {
    const over = [...drills.values()].filter((drill) => !isOpen(drill)).sort((a, b) => a.plannedAt - b.plannedAt);
    for (const { id } of over.slice(0, Math.max(0, drills.size - pairDrillLimits.kept))) {
      drills.delete(id);
      store.put({ collection, key: id, body: undefined });
    }
  }

  const withDrill = (id: string, then: (drill: PairDrill) => DrillAnswer): DrillAnswer => {
    const drill = drills.get(id);
    return drill === undefined ? unknown : then(drill);
  };
  const proceduresOf = ({ standby }: HostPair) =>
    settings().procedures.filter((each) => each.standby.length === 0 || each.standby.includes(standby));

  approvals.register(drillMatter, {
    kind: 'drill',
    obstacle({ body }) {
      const drill = drills.get(String(body.drill));
      if (drill === undefined) return message('drill.refused.unknown');
      const wrongState = drill.state !== 'planned' && drill.state !== 'proposed';
      if (wrongState) return message('drill.refused.state', { state: `key:drill.state.${drill.state}` });
      if (clock.now() >= drill.window.to) return message('drill.refused.window-over');
      return digestNow(drill) === drill.digest && body.digest === drill.digest
        ? undefined
        : message('drill.refused.changed');
    },
    carryOut({ id, body, decision }) {
      const drill = drills.get(String(body.drill));
      if (drill === undefined || decision === undefined) return;
      const { by, at } = decision;
      const answer = happen(drill, { what: 'approve', at, by, proposalId: id, digest: String(body.digest) });
      if (!answer.ok) log.error({ drill: drill.id, reason: answer.reason.key }, 'drill-approval-lost');
    },
    dropped({ id, body, state }) {
      const drill = drills.get(String(body.drill));
      if (drill === undefined) return;
      const to = state === 'rejected' ? 'rejected' : 'planned';
      happen(drill, { what: 'drop', at: clock.now(), proposalId: id, to });
    },
  });

  return {
    async start() {
      const found = (await store.documents(collection)).flatMap(({ body }) => (isPairDrill(body) ? [body] : []));
      for (const drill of found.sort((one, other) => one.plannedAt - other.plannedAt)) drills.set(drill.id, drill);
      for (const drill of [...drills.values()]) {
        const now = happen(drill, { what: 'restarted', at: clock.now() });
        const unmeasured = ['completed', 'aborted'].includes(drill.state) && drill.result === undefined;
        if (now.ok && unmeasured) measure(drill);
      }
      tick();
    },
    list: () => [...drills.values()].sort((one, other) => other.plannedAt - one.plannedAt),
    find: (id) => drills.get(id),
    procedures: () => settings().procedures,
    proceduresOf,
    plan(wish) {
      const pair = city().hostPairs.get(wish.pairId);
      const now = clock.now();
      const obstacle = planObstacle(wish, {
        pair,
        procedures: pair === undefined ? [] : proceduresOf(pair),
        commands: settings().commands,
        open: [...drills.values()].filter(isOpen),
        now,
      });
      const procedure = settings().procedures.find(({ id }) => id === wish.procedureId);
      if (obstacle !== undefined || pair === undefined || procedure === undefined)
        return { ok: false, reason: obstacle ?? message('drill.refused.unknown') };
      const drill: PairDrill = {
        id: `${pair.id}-${now.toString(36)}-${randomBytes(3).toString('hex')}`,
        pairId: pair.id,
        procedure,
        digest: digestOf(procedure, commandsOf(procedure, pair, settings().commands)),
        window: wish.window,
        reason: wish.reason,
        plannedBy: wish.by,
        plannedAt: now,
        state: 'planned',
        guarded: false,
        steps: [],
        deviations: [],
      };
      keep(drill);
      ledger.append(drillRecord(drill, 'planned'));
      trim();
      return { ok: true, drill, effects: [] };
    },
    propose: (id, by) =>
      withDrill(id, (drill) => {
        if (drill.state !== 'planned')
          return { ok: false, reason: message('drill.refused.state', { state: `key:drill.state.${drill.state}` }) };
        const { pairId, procedure, digest, window, reason } = drill;
        const asked = approvals.propose({
          matter: drillMatter,
          subject: drillSubject(id),
          summary: message('drill.proposal', { pair: pairId, procedure: procedure.id, ...timesOf(window) }),
          reason,
          body: { drill: id, digest, pair: pairId, procedure: procedure.id, ...timesOf(window) },
          by,
        });
        if (!asked.ok) return asked;
        return happen(drill, { what: 'propose', at: clock.now(), proposalId: asked.proposal.id });
      }),
    cancel: (id, by) => withDrill(id, (drill) => happen(drill, { what: 'cancel', at: clock.now(), by })),
    begin: (id, by) =>
      withDrill(id, (drill) => {
        const running = [...drills.values()].filter(({ state }) => state === 'running' || state === 'falling-back');
        if (running.length >= pairDrillLimits.running || running.some(({ pairId }) => pairId === drill.pairId))
          return { ok: false, reason: message('drill.refused.busy', { most: pairDrillLimits.running }) };
        const digest = digestNow(drill) ?? '';
        return happen(drill, { what: 'begin', at: clock.now(), by, digest, view: view(drill) });
      }),
    confirm: (id, by, note) =>
      withDrill(id, (drill) => happen(drill, { what: 'confirm', at: clock.now(), by, note, view: view(drill) })),
    stop: (id, by, note) => withDrill(id, (drill) => happen(drill, { what: 'stop', at: clock.now(), by, note })),
    fallBack: (id, choice, by, note) =>
      withDrill(id, (drill) =>
        happen(drill, { what: 'fall-back', at: clock.now(), choice, by, note, view: view(drill) }),
      ),
    dryRun(pairId, procedureId, by) {
      const pair = city().hostPairs.get(pairId);
      const procedure = settings().procedures.find(({ id }) => id === procedureId);
      if (pair === undefined || procedure === undefined) return undefined;
      const now = clock.now();
      const looked = viewOf(pairs, pairId, now, staleMs());
      const made = dryRunOf({ pair, procedure, commands: settings().commands, view: looked, at: now, obstacle });
      const { word, ready } = made;
      const body = { what: 'dry-run', pair: pairId, procedure: procedureId, by: { ...by }, word, ready };
      ledger.append({ kind: 'drill', subject: `pair ${pairId}`, body });
      return made;
    },
    plannedAt: (pairId, at) =>
      [...drills.values()].find(
        ({ pairId: own, actingSince, endedAt }) =>
          own === pairId &&
          actingSince !== undefined &&
          at >= actingSince &&
          at <= (endedAt ?? Number.POSITIVE_INFINITY) + pairDrillLimits.afterMs,
      ),
    lastGoodAt(pairId) {
      const ends = [...drills.values()].flatMap(({ pairId: own, outcome, deviations, endedAt }) =>
        own === pairId && outcome === 'completed' && deviations.length === 0 && endedAt !== undefined ? [endedAt] : [],
      );
      return ends.length === 0 ? undefined : Math.max(...ends);
    },
    reported(id, reportId) {
      const drill = drills.get(id);
      if (drill !== undefined) happen(drill, { what: 'reported', at: clock.now(), reportId });
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      closed = true;
      cancelTick();
      for (const stopper of commands.values()) stopper.abort();
    },
  };
}

function timesOf({ from, to }: DrillWindow): { readonly from: string; readonly to: string } {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

/** Documents of another version are not believed. */
function isPairDrill(body: unknown): body is PairDrill {
  if (typeof body !== 'object' || body === null) return false;
  const { id, pairId, procedure, digest, state, window, steps, deviations } = body as Partial<PairDrill>;
  const texts = [id, pairId, digest, state, procedure?.id].every((text) => typeof text === 'string');
  const lists = [procedure?.steps, steps, deviations].every(Array.isArray);
  return texts && lists && typeof window?.from === 'number' && typeof window.to === 'number';
}
