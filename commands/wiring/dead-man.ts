import { attemptPost, signatureHeader, signBody } from '../../alerts/index.ts';
import type { Cancel, Clock, Log } from '../../core/index.ts';
import type { DeadManSettings } from '../../inventory/index.ts';
import type { Member } from '../../standby/index.ts';
import type { App, AppOptions } from './app-shape.ts';

const timeoutMs = 5_000;
/** Without one finished poll for so many periods nobody watches, whatever else still runs. */
const standStillPeriods = 3;

/**
 * Tells a third receiver at all times that somebody watches: nobody can announce his own death, so the receiver must miss it.
 * `tells` gives what the message says; undefined: nobody watches, and nothing is sent.
 */
export function startDeadMan(deps: {
  readonly settings: DeadManSettings;
  readonly tells: () => Readonly<Record<string, unknown>> | undefined;
  readonly clock: Clock;
  readonly log: Log;
}): () => void {
  const { settings, tells, clock, log } = deps;
  const stopping = new AbortController();
  let cancel: Cancel = () => {};

  const tell = async (): Promise<void> => {
    const said = tells();
    if (said === undefined) return;
    const body = JSON.stringify({ what: 'alive', at: new Date(clock.now()).toISOString(), ...said });
    const outcome = await attemptPost({
      url: settings.url,
      body,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Fangzhou',
        [signatureHeader]: signBody(body, settings.secret, Math.floor(clock.now() / 1000)),
      },
      timeoutMs,
      clock,
      signal: stopping.signal,
    });
    if (!outcome.delivered) log.warn({ reason: outcome.detail }, 'dead-man-not-told');
  };

  const again = (): void => {
    void tell().finally(() => {
      if (!stopping.signal.aborted) cancel = clock.after(settings.everySeconds * 1000, again);
    });
  };
  cancel = clock.after(0, again);
  return () => {
    stopping.abort();
    cancel();
  };
}

/** Of a pair only who decides sends; that it is alone, or what hinders a takeover, stands in the message. */
export function tellsOfPair(member: Pick<Member, 'fence' | 'view'>) {
  return () => {
    if (member.fence.token() === undefined) return undefined;
    const { id, active, peerSeenAt, hindrance, takeover } = member.view();
    return {
      instance: id,
      token: active?.token ?? null,
      peerSeenAt: peerSeenAt === undefined ? null : new Date(peerSeenAt).toISOString(),
      takeover,
      hindrance: hindrance ?? null,
    };
  };
}

/** Of one alone: only while its polls come to an end and what it sees can be kept. */
export function tellsAlone(
  pulse: App['pulse'],
  { clock, log, periodMs }: { readonly clock: Clock; readonly log: Log; readonly periodMs: () => number },
) {
  let seen = { polls: -1, atMs: clock.monotonicMs() };
  let isHeldBack = false;
  return () => {
    const { polls, isWritable } = pulse();
    const nowMs = clock.monotonicMs();
    if (polls !== seen.polls) seen = { polls, atMs: nowMs };
    const isStandingStill = nowMs - seen.atMs > standStillPeriods * periodMs();
    if ((isStandingStill || !isWritable) && !isHeldBack)
      log.error({ isStandingStill, isWritable }, 'dead-man-held-back');
    isHeldBack = isStandingStill || !isWritable;
    return isHeldBack ? undefined : { instance: 'alone', polls };
  };
}

/** The same app, which says that it is alive until it stops; as it was where nobody is to be told. */
export function tellingAlive(app: App, { inventory, clock, log }: AppOptions): App {
  const { deadMan, polling } = inventory.settings;
  if (deadMan === undefined) return app;
  const tells = tellsAlone(app.pulse, { clock, log, periodMs: () => polling.periodSeconds * 1000 });
  const end = startDeadMan({ settings: deadMan, tells, clock, log });
  return {
    ...app,
    async stop() {
      end();
      await app.stop();
    },
  };
}
