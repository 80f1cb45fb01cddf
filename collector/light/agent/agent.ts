/** The light process: runs what the hub assigns, keeps the results, hands them over. */
import { type Clock, errorText, type Log, type Message, message } from '../../../core/index.ts';
import { createLoginPause, readUnlessResting, tryUnlessResting } from '../../services/login-pause.ts';
import { type Assignment, digestOfAssignment, unpackAssignment } from '../assignment.ts';
import { lightBounds } from '../limits.ts';
import type { RecordBody } from '../record.ts';
import type { Spool } from '../spool/spool.ts';
import type { Steady } from '../steady.ts';
import { type FaultAnswer, type LightFault, lightProtocol, paths, type SyncAnswer, type SyncRequest } from '../wire.ts';
import { createDelivery, type Offered } from './delivery.ts';
import { endOf, renewed } from './enrol.ts';
import {
  type Enrolment,
  forgetAssignment,
  readAssignment,
  readRests,
  writeAssignment,
  writeRests,
  writeState,
} from './folder.ts';
import { createLink, LinkError } from './link.ts';
import { createRounds, type Round } from './rounds.ts';
import type { AgentCondition, AgentState } from './state.ts';
import { mayRun, notRun, type Tries } from './tries.ts';

export interface LightAgent {
  state(): AgentState;
  /** Resolves when the hub lets it in no more. */
  readonly revoked: Promise<void>;
  /** Begins nothing more, hands over what it can within a second, closes the spool. */
  stop(): Promise<void>;
}

export interface AgentOptions {
  readonly folder: string;
  readonly enrolment: Enrolment;
  readonly spool: Spool;
  readonly keptBytes: number;
  readonly clock: Clock;
  readonly steady: Steady;
  readonly log: Log;
  readonly version: string;
  readonly tries: Tries;
  /** Programs that the hub may have started here. */
  readonly pluginFolder: string | undefined;
  /** From 0 to below 1, left to chance. */
  readonly chance?: () => number;
  /** In time-lapse: what is waited for on the wire takes as long as ever. */
  readonly linkClock?: Clock;
  readonly onState?: (state: AgentState) => void;
}

const ageEveryMs = 60_000;
const endWithinMs = 2_000;
const nothingToDo: Assignment = { probes: [], figures: [], concurrency: 1, timeZone: 'UTC' };

/** Starts at once with what the hub assigned last, whether it can be reached or not. */
export async function startAgent(options: AgentOptions): Promise<LightAgent> {
  const { folder, spool, keptBytes, clock, steady, log, version, tries, pluginFolder, chance = Math.random } = options;
  const { linkClock = clock } = options;
  let { enrolment } = options;
  let link = createLink({ ...enrolment, identity: enrolment }, linkClock);
  const rounds = createRounds(clock);
  // One after the other: the newest stays.
  let resting: Promise<unknown> = Promise.resolve();
  const pause = createLoginPause(clock, {
    kept: await readRests(folder),
    keep: (rests) => {
      resting = resting
        .then(() => writeRests(folder, rests))
        .catch((error: unknown) => log.error({ reason: errorText(error) }, 'light-rests-not-kept'));
    },
  });
  const ended = new AbortController();
  let assignment = nothingToDo;
  let digest = '';
  let condition: AgentCondition = 'starting';
  let since = clock.now();
  let reason: Message | undefined;
  let heardAt: number | undefined;
  let hubOffsetMs: number | undefined;
  let failures = 0;
  let agedMs = clock.monotonicMs();
  let cancel = (): void => {};
  let syncing: Promise<void> | undefined;
  let tellRevoked = (): void => {};
  const revoked = new Promise<void>((resolve) => {
    tellRevoked = resolve;
  });

  const isRefused = (probe: Assignment['probes'][number]): boolean => !mayRun(probe, pluginFolder);

  const keep = async (body: RecordBody): Promise<void> => {
    // What was given up at the end of the process says nothing; what had ended by itself does.
    const isKnown = 'result' in body ? body.result.outcome !== 'unknown' : body.figure.value !== undefined;
    if (isKnown || !ended.signal.aborted) await spool.append(body);
  };

  const roundsOf = ({ probes, figures, timeZone }: Assignment): readonly Round[] => {
    const ask = { vantageId: enrolment.collectorId, timeZone, clock, signal: ended.signal };
    return [
      ...probes.map((settings): Round => {
        const run = async (): Promise<void> => {
          const result = isRefused(settings)
            ? notRun(settings, ask.vantageId, clock)
            : await tryUnlessResting(pause, { probe: settings, ...ask }, () => tries.probe({ settings, ...ask }));
          await keep({ result });
        };
        return { key: `probe ${settings.id}`, periodMs: settings.periodSeconds * 1000, run };
      }),
      ...figures.map((settings): Round => {
        const run = async (): Promise<void> =>
          keep({
            figure: await readUnlessResting(pause, { figure: settings, ...ask }, () =>
              tries.figure({ settings, ...ask }),
            ),
          });
        return { key: `figure ${settings.id}`, periodMs: settings.periodSeconds * 1000, run };
      }),
    ];
  };

  const apply = (text: string): boolean => {
    const unpacked = unpackAssignment(text);
    if (unpacked === undefined) return false;
    assignment = unpacked;
    digest = digestOfAssignment(text);
    rounds.apply(roundsOf(assignment), assignment.concurrency);
    log.info({ probes: assignment.probes.length, figures: assignment.figures.length }, 'light-assigned');
    return true;
  };

  const stand = (next: AgentCondition, why?: Message): void => {
    if (next !== condition) {
      since = clock.now();
      log[next === 'connected' ? 'info' : 'warn'](
        { condition: next, ...(why === undefined ? {} : { why }) },
        'light-condition',
      );
    }
    [condition, reason] = [next, why];
  };

  const state = (): AgentState => ({
    ...{ at: clock.now(), condition, since, reason, version, heardAt, hubOffsetMs },
    ...{ collectorId: enrolment.collectorId, placeId: enrolment.placeId, hub: link.hub },
    certificateEndsAt: endOf(enrolment),
    probes: assignment.probes.length,
    figures: assignment.figures.length,
    overruns: rounds.overruns,
    refusedProbes: assignment.probes.filter(isRefused).length,
    spool: {
      ...{ first: spool.first, last: spool.last, delivered: spool.delivered, bytes: spool.bytes, keptBytes },
      ...{ waitingSince: spool.waitingSince, isWritable: spool.isWritable },
    },
  });

  const requestOf = (offered: Offered): SyncRequest => {
    const { first, last, bytes, waitingSince, isWritable } = spool;
    const { probes, figures, overruns, refusedProbes: refused } = state();
    const times = waitingSince === undefined ? {} : { waitingSince };
    return {
      protocol: lightProtocol,
      spool: spool.id,
      now: clock.now(),
      steady: { boot: steady.boot, ms: steady.ms() },
      assignment: digest,
      delivered: spool.delivered,
      state: { version, first, last, bytes, keptBytes, ...times, isWritable, probes, figures, overruns, refused },
      ...offered,
    };
  };

  const delivery = createDelivery({
    spool,
    onForked: () => log.error({}, 'light-forked'),
    async ask(offered) {
      const sentMs = clock.monotonicMs();
      const answer = (await link.ask(paths.sync, requestOf(offered))) as SyncAnswer | FaultAnswer;
      if (!answer.ok) return answer;
      heardAt = clock.now();
      // Half of the way there and back is the message's.
      hubOffsetMs = Math.round(answer.now - (heardAt - (clock.monotonicMs() - sentMs) / 2));
      if (answer.assignment !== undefined && apply(answer.assignment.text))
        await writeAssignment(folder, answer.assignment.text).catch((error: unknown) =>
          log.error({ reason: errorText(error) }, 'light-assignment-not-kept'),
        );
      if (answer.renew) await renew();
      return answer;
    },
  });

  const renew = async (): Promise<void> => {
    const next = await renewed(folder, enrolment, link);
    if (next === undefined) return;
    enrolment = next;
    link.close();
    link = createLink({ ...enrolment, identity: enrolment }, linkClock);
    log.info({ endsAt: endOf(enrolment) }, 'light-renewed');
  };

  const faulty = async (fault: LightFault): Promise<void> => {
    failures++;
    stand('refused', message(`collector.light.fault.${fault}`, { hub: link.hub }));
    if (fault !== 'revoked') return;
    stand('revoked', message('collector.light.fault.revoked', { hub: link.hub }));
    rounds.apply([], 1);
    // With it go the secrets of the probes.
    await forgetAssignment(folder);
    tellRevoked();
  };

  const sync = async (): Promise<void> => {
    try {
      const fault = await delivery.run();
      if (fault !== undefined) await faulty(fault);
      else {
        failures = 0;
        stand('connected');
      }
    } catch (error) {
      failures++;
      const isLink = error instanceof LinkError;
      if (!isLink) log.error({ reason: errorText(error) }, 'light-sync-failed');
      stand('cut', message('collector.light.link', { hub: link.hub, reason: errorText(error) }));
    }
    if (clock.monotonicMs() - agedMs >= ageEveryMs) {
      agedMs = clock.monotonicMs();
      await spool
        .age(hubOffsetMs)
        .catch((error: unknown) => log.error({ reason: errorText(error) }, 'light-age-failed'));
    }
    await writeState(folder, state()).catch(() => undefined);
    options.onState?.(state());
  };

  const plan = (): void => {
    if (ended.signal.aborted || condition === 'revoked') return;
    // Many that were cut at once do not come back at once.
    const waitMs = Math.min(lightBounds.syncEveryMs * 2 ** Math.min(failures, 10), lightBounds.retryMostMs);
    cancel = clock.after(failures === 0 ? waitMs : waitMs * (0.5 + chance() / 2), run);
  };

  const run = (): void => {
    syncing = sync().finally(plan);
  };

  const held = await readAssignment(folder);
  if (held !== undefined && !apply(held)) log.warn({}, 'light-assignment-unreadable');
  run();

  return {
    state,
    revoked,
    async stop() {
      cancel();
      ended.abort();
      // Who ends it does not wait for a hub that says nothing.
      const hurry = linkClock.after(endWithinMs, () => link.close());
      await syncing;
      cancel();
      await rounds.stop();
      await resting;
      if (condition === 'connected') await delivery.run().catch(() => undefined);
      hurry();
      link.close();
      await writeState(folder, state()).catch(() => undefined);
      await spool.close();
    },
  };
}
