/** One call (RFC 3261): dial, log in where it is asked for, play, listen for keys, hang up. Over UDP. */
import { type Cancel, type Clock, errorText } from '../../../core/index.ts';
import type { VoiceSettings } from '../../../inventory/index.ts';
import { keyReader, type Line, readSdp, rtpStream, sdpOffer } from './media.ts';
import { createPlayer, type Player } from './player.ts';
import {
  answerTo,
  authorization,
  headerOf,
  hostText,
  newMark,
  placeOfUri,
  readSip,
  type SipMessage,
  tagOf,
  uriOf,
  writeSip,
} from './sip-message.ts';
import { openSockets } from './sip-socket.ts';

/** `heard`: the whole was played once at least; `hung-up`: it was not. */
export type CallEnd =
  | { readonly end: 'key' | 'heard' | 'hung-up' }
  | { readonly end: 'failed' | 'refused'; readonly detail: string };

export interface CallAsk {
  readonly settings: VoiceSettings;
  readonly to: string;
  readonly announcement: Int16Array;
  /** Played once after the key. */
  readonly thanks: Int16Array;
  /** Told of `1`, once; anything else is not meant. */
  readonly key: () => void;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** RFC 3261, 17.1.1.2: the first wait for an answer, doubled each time. */
const firstWaitMs = 500;
/** Shorter than the 32 s of the RFC: the server stands in the same building. */
const serverWaitMs = 8_000;
/** Numbers that the server says it will never reach. */
const forGood: ReadonlySet<number> = new Set([403, 404, 410, 416, 484, 485, 501, 604]);

/** Never rejects. */
export async function call(ask: CallAsk): Promise<CallEnd> {
  const { settings, to, clock, signal } = ask;
  let sockets: Awaited<ReturnType<typeof openSockets>>;
  try {
    sockets = await openSockets(settings);
  } catch (thrown) {
    return { end: 'failed', detail: errorText(thrown).slice(0, 150) };
  }
  const { host, sip, rtp, sipPort, rtpPort } = sockets;
  const server = { host: settings.host, port: settings.port };
  const own = `${hostText(host)}:${sipPort}`;
  const domain = hostText(settings.domain ?? settings.host);
  const [callId, ownTag] = [`${newMark()}@fangzhou`, newMark()];
  const target = `sip:${to}@${domain}`;
  const offer = sdpOffer(host, rtpPort, clock.now());
  const cancels = new Set<Cancel>();
  let sequence = 0;
  let login: readonly (readonly [string, string])[] = [];
  let invite = { branch: '', again: (() => {}) as Cancel };
  /** Before anything came, ringing, cancelled by us, talking, hung up by us, over. */
  let state: 'dialled' | 'ringing' | 'cancelled' | 'talking' | 'ending' | 'over' = 'dialled';
  let dialog = {
    ...{ to: `<${target}>`, remote: target, route: [] as readonly string[], place: server },
    ack: undefined as Buffer | undefined,
  };
  let player: Player | undefined;
  let wasPressed = false;
  let reason: CallEnd = { end: 'failed', detail: 'no answer' };
  let finish: (end: CallEnd) => void = () => {};
  const ended = new Promise<CallEnd>((resolve) => {
    finish = (end) => {
      state = 'over';
      resolve(end);
    };
  });

  const later = (ms: number, task: () => void): Cancel => {
    const cancel = clock.after(ms, () => {
      cancels.delete(cancel);
      task();
    });
    cancels.add(cancel);
    return cancel;
  };
  const send = (octets: Buffer, place = server): void => sip.send(octets, place.port, place.host, () => {});
  const request = (
    method: string,
    uri: string,
    number: number,
    branch: string,
    more: readonly (readonly [string, string])[],
    body = '',
  ) =>
    writeSip(
      `${method} ${uri} SIP/2.0`,
      [
        ['Via', `SIP/2.0/UDP ${own};branch=z9hG4bK${branch};rport`],
        ['Max-Forwards', '70'],
        ['From', `"Fangzhou" <sip:${settings.user}@${domain}>;tag=${ownTag}`],
        ['To', dialog.to],
        ['Call-ID', callId],
        ['CSeq', `${number} ${method}`],
        ['Contact', `<sip:${settings.user}@${own}>`],
        ['User-Agent', 'Fangzhou'],
        ...more,
      ],
      body,
    );

  const dial = (): void => {
    sequence += 1;
    const branch = newMark();
    const octets = request(
      'INVITE',
      target,
      sequence,
      branch,
      [...login, ['Allow', 'INVITE, ACK, CANCEL, BYE, INFO, OPTIONS']],
      offer,
    );
    const again = (waitMs: number): void => {
      send(octets);
      const cancel = later(waitMs, () => again(waitMs * 2));
      invite = { branch, again: cancel };
    };
    again(firstWaitMs);
  };

  const routed = ({ route }: typeof dialog) => route.map((one) => ['Route', one] as const);
  /** Until it is answered, or nobody does. */
  const insist = (octets: Buffer, place: typeof server, waitMs: number, end: () => void): void => {
    for (const ms of [0, 500, 1_000]) later(ms, () => send(octets, place));
    later(waitMs, end);
  };

  const hangUp = (end: CallEnd): void => {
    reason = end;
    if (state === 'talking') {
      state = 'ending';
      sequence += 1;
      const bye = request('BYE', dialog.remote, sequence, newMark(), routed(dialog));
      insist(bye, dialog.place, 1_500, () => finish(reason));
    } else if (state === 'ringing') {
      state = 'cancelled';
      insist(request('CANCEL', target, sequence, invite.branch, []), server, 2_000, () => finish(reason));
    } else if (state === 'dialled') finish(end);
  };

  const acknowledge = (message: SipMessage): void => {
    const number = Number(headerOf(message, 'cseq').split(' ')[0]);
    dialog = { ...dialog, to: headerOf(message, 'to') };
    // A refusal is acknowledged in its own transaction (17.1.1.3).
    send(request('ACK', target, number, invite.branch, []));
  };

  /** A 200 is acknowledged in the dialog that it begins, and by the same again where it comes again (13.2.2.4). */
  const begun = (message: SipMessage): void => {
    if (dialog.ack === undefined) {
      const route = (message.headers.get('record-route') ?? []).flatMap((one) => one.split(/,(?=\s*<)/)).reverse();
      const remote = uriOf(headerOf(message, 'contact')) ?? target;
      const place = placeOfUri(uriOf(route[0] ?? '') ?? remote) ?? server;
      dialog = { to: headerOf(message, 'to'), remote, route, place, ack: undefined };
      dialog = { ...dialog, ack: request('ACK', remote, sequence, newMark(), routed(dialog)) };
    }
    if (dialog.ack !== undefined) send(dialog.ack, dialog.place);
  };

  const refused = (message: SipMessage): void => {
    const { status = 0, phrase } = message;
    acknowledge(message);
    if (state === 'cancelled') {
      finish(reason);
      return;
    }
    const challenge = headerOf(message, status === 401 ? 'www-authenticate' : 'proxy-authenticate');
    if ((status === 401 || status === 407) && login.length === 0 && settings.password !== undefined) {
      const { user, password } = settings;
      const value = authorization(challenge, { method: 'INVITE', uri: target, user, password });
      if (value !== undefined) {
        login = [[status === 401 ? 'Authorization' : 'Proxy-Authorization', value]];
        dialog = { ...dialog, to: `<${target}>` };
        state = 'dialled';
        dial();
        return;
      }
    }
    const detail = `${status} ${phrase}`.slice(0, 100);
    const isLogin = status === 401 || status === 407;
    finish({ end: isLogin || forGood.has(status) ? 'refused' : 'failed', detail });
  };

  const talk = (line: Line): void => {
    state = 'talking';
    const { payloadType } = line;
    player = createPlayer(ask, { payloadType, repeats: settings.repeats });
    const id = Number.parseInt(ownTag.slice(0, 8), 16);
    const packet = rtpStream(payloadType, { sequence: id & 0xfff, at: clock.now() % 2 ** 32, id });
    const keys = keyReader(line.eventTypes);
    rtp.on('message', (octets) => pressed(keys(octets)));
    const startedMs = clock.monotonicMs();
    let sent = 0;
    const tick = (): void => {
      if (state !== 'talking') return;
      // A late turn of ours sends what was due meanwhile: the other side's buffer evens it out.
      for (const due = (clock.monotonicMs() - startedMs) / 20; sent <= due; sent += 1) {
        const payload = player?.next();
        if (payload === undefined) {
          hangUp({ end: wasPressed ? 'key' : 'heard' });
          return;
        }
        rtp.send(packet(payload), line.port, line.host, () => {});
      }
      later(20, tick);
    };
    tick();
  };

  const pressed = (key: string | undefined): void => {
    if (key !== '1' || state !== 'talking' || player?.thank() !== true) return;
    wasPressed = true;
    ask.key();
  };

  const answered = (message: SipMessage): void => {
    const isFirst = dialog.ack === undefined;
    begun(message);
    if (!isFirst || state === 'over') return;
    const line = readSdp(message.body);
    const wasCancelled = state === 'cancelled';
    state = 'talking';
    // Taken up in the moment of our cancelling, or in a coding that we cannot speak.
    if (wasCancelled) hangUp(reason);
    else if (line === undefined) hangUp({ end: 'refused', detail: 'no common sound coding' });
    else talk(line);
  };

  const requested = (message: SipMessage, place: typeof server): void => {
    const { method } = message;
    if (method === 'ACK') return;
    const isOurs = tagOf(headerOf(message, 'to')) === ownTag;
    const again = method === 'INVITE' || method === 'UPDATE';
    const more = again ? [['Contact', `<sip:${settings.user}@${own}>`] as const] : [];
    send(
      answerTo(
        message,
        isOurs ? '200 OK' : '481 Call/Transaction Does Not Exist',
        ownTag,
        more,
        isOurs && again ? offer : '',
      ),
      place,
    );
    if (!isOurs) return;
    // Keys as a few exchanges tell them.
    if (method === 'INFO') pressed(/^(?:Signal\s*=\s*)?([0-9*#])/im.exec(message.body)?.[1]);
    if (method !== 'BYE' || state !== 'talking') return;
    finish({ end: wasPressed ? 'key' : player?.wasPlayed === true ? 'heard' : 'hung-up' });
  };

  sip.on('message', (octets, from) => {
    const message = readSip(octets);
    if (message === undefined || headerOf(message, 'call-id') !== callId) return;
    const place = { host: from.address, port: from.port };
    if (message.status === undefined) {
      requested(message, place);
      return;
    }
    if (message.method === 'BYE' && state === 'ending') finish(reason);
    if (
      message.method !== 'INVITE' ||
      (Number(headerOf(message, 'cseq').split(' ')[0]) !== sequence && dialog.ack === undefined)
    )
      return;
    invite.again();
    if (message.status < 200) {
      if (state === 'dialled') state = 'ringing';
    } else if (message.status < 300) answered(message);
    else if (state === 'dialled' || state === 'ringing' || state === 'cancelled') refused(message);
  });
  later(serverWaitMs, () => {
    if (state === 'dialled') finish({ end: 'failed', detail: 'the server does not answer' });
  });
  later(settings.ringSeconds * 1_000, () => {
    if (state === 'ringing') hangUp({ end: 'failed', detail: 'nobody took it up' });
  });
  const stop = (): void => hangUp({ end: 'failed', detail: 'timeout' });
  signal.addEventListener('abort', stop, { once: true });
  dial();
  const end = await ended;
  signal.removeEventListener('abort', stop);
  for (const cancel of cancels) cancel();
  // What is still to be said (an ACK, an answer to a BYE that comes again) goes out before its socket does.
  clock.after(1_000, () => sockets.close());
  return end;
}
