import { attemptPost, signatureHeader, signBody } from '../../alerts/index.ts';
import type { Cancel, Clock, Log } from '../../core/index.ts';
import type { StandbyDeadMan } from '../../inventory/index.ts';
import type { Member } from '../../standby/index.ts';

const timeoutMs = 5_000;

/**
 * Tells a third receiver at all times that somebody watches: no pair can announce its own death, so the receiver must miss it. Only
 * who decides sends; that it is alone, or what hinders a takeover, stands in the message.
 */
export function startDeadMan(deps: {
  readonly settings: StandbyDeadMan;
  readonly member: Pick<Member, 'fence' | 'view'>;
  readonly clock: Clock;
  readonly log: Log;
}): () => void {
  const { settings, member, clock, log } = deps;
  const stopping = new AbortController();
  let cancel: Cancel = () => {};

  const tell = async (): Promise<void> => {
    if (member.fence.token() === undefined) return;
    const { id, active, peerSeenAt, hindrance, takeover } = member.view();
    const body = JSON.stringify({
      what: 'alive',
      at: new Date(clock.now()).toISOString(),
      instance: id,
      token: active?.token ?? null,
      peerSeenAt: peerSeenAt === undefined ? null : new Date(peerSeenAt).toISOString(),
      takeover,
      hindrance: hindrance ?? null,
    });
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
