/** One modem, used in turns: opened when somebody needs it, opened anew after it was lost. */
import type { Clock, Message } from '../../../core/index.ts';
import { errorText, message } from '../../../core/index.ts';
import type { SmsSettings } from '../../../inventory/index.ts';
import { errorWords, isForGood } from './errors.ts';
import type { Incoming } from './incoming.ts';
import { lines, ModemFault, openSession, type Session } from './session.ts';
import type { Submit } from './submit.ts';

export type Submitted =
  | { readonly ok: true; readonly reference: number }
  | { readonly ok: false; readonly detail: string; readonly forGood: boolean };

export interface Modem {
  /** Hands one part to the network; never rejects. */
  submit(part: Submit, signal: AbortSignal): Promise<Submitted>;
  health(signal: AbortSignal): Promise<{ readonly state: 'good' | 'bad' | 'unknown'; readonly reason: Message }>;
  /** Opens it where it is not, so that replies are heard. Never rejects. */
  listen(): void;
  /** Lets go of it until it is needed. */
  rest(): void;
  close(): void;
}

const submitTimeoutMs = 50_000;
const openTimeoutMs = 30_000;

export function createModem(deps: {
  readonly settings: SmsSettings;
  readonly clock: Clock;
  readonly heard: (incoming: Incoming) => void;
}): Modem {
  const { settings, clock, heard } = deps;
  const closing = new AbortController();
  let session: Session | undefined;
  let mayTryPin = true;
  /** Who comes waits for who is there: an AT line has one speaker. */
  let turn: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work, work);
    turn = next.catch(() => {});
    return next;
  };

  const opened = async (signal: AbortSignal): Promise<Session> => {
    // What was lost since it was last used is found out before anything is trusted to it.
    if (session !== undefined && !session.dialogue.isOver && (await session.dialogue.ask('')).ok) return session;
    session?.dialogue.end('mute');
    session = undefined;
    if (closing.signal.aborted) throw new ModemFault('unreachable', 'closed');
    const late = AbortSignal.any([signal, closing.signal]);
    try {
      session = await openSession({ settings, clock, signal: late, mayTryPin, heard, stored });
      return session;
    } catch (thrown) {
      if (thrown instanceof ModemFault && thrown.isPinRefused) mayTryPin = false;
      throw thrown;
    }
  };

  /** Ends with the signal, whatever the modem is at. */
  const endingWith = async <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
    const stop = (): void => session?.dialogue.end('timeout');
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await work();
    } finally {
      signal.removeEventListener('abort', stop);
    }
  };

  function stored(): void {
    void inTurn(async () => {
      if (session !== undefined && !session.dialogue.isOver) await session.readStored();
    }).catch(() => {});
  }

  return {
    submit: (part, signal) =>
      inTurn(() =>
        endingWith(signal, async (): Promise<Submitted> => {
          if (signal.aborted) return { ok: false, detail: 'timeout', forGood: false };
          const { dialogue } = await opened(signal);
          const answer = await dialogue.ask(`+CMGS=${part.length}`, { pdu: part.pdu, timeoutMs: submitTimeoutMs });
          if (!answer.ok) return { ok: false, detail: errorWords(answer.error), forGood: isForGood(answer.error) };
          const reference = /^\+CMGS: *(\d+)/m.exec(lines(answer))?.[1];
          return { ok: true, reference: Number(reference ?? 0) & 0xff };
        }),
      ).catch((thrown: unknown) => ({ ok: false, detail: errorText(thrown), forGood: false })),
    health: (signal) =>
      inTurn(() => endingWith(signal, async () => healthOf(await opened(signal)))).catch((thrown: unknown) =>
        thrown instanceof ModemFault
          ? { state: 'bad', reason: thrown.reason }
          : { state: 'bad', reason: message('alerts.channel.sms.unreachable', { detail: errorText(thrown) }) },
      ),
    listen() {
      if (session !== undefined && !session.dialogue.isOver) return;
      const late = new AbortController();
      const cancel = clock.after(openTimeoutMs, () => late.abort());
      void inTurn(() => opened(late.signal))
        .catch(() => {})
        .finally(cancel);
    },
    rest() {
      void inTurn(async () => session?.dialogue.end('not needed'));
    },
    close() {
      closing.abort();
      session?.dialogue.end('closed');
    },
  };
}

/** TS 27.007, 7.2: registered at home or roaming, with the two that allow messages alone. */
const registered: ReadonlySet<number> = new Set([1, 5, 6, 7]);
/** dBm below which messages begin to be lost. */
const weakDbm = -103;

async function healthOf({ dialogue, readStored }: Session) {
  // What a modem did not tell by itself.
  await readStored();
  const asked: number[] = [];
  for (const command of ['+CREG?', '+CEREG?']) {
    const answer = lines(await dialogue.ask(command));
    const state = /^\+CE?REG: *\d+, *(\d+)/m.exec(answer)?.[1];
    if (state !== undefined) asked.push(Number(state));
    if (registered.has(Number(state))) break;
  }
  if (dialogue.isOver) throw new ModemFault('mute', 'nothing answers AT');
  if (!asked.some((state) => registered.has(state))) {
    const word = asked.includes(3) ? 'denied' : asked.includes(2) ? 'searching' : 'absent';
    return { state: 'bad' as const, reason: message(`alerts.channel.sms.network-${word}`) };
  }
  const strength = Number(/^\+CSQ: *(\d+)/m.exec(lines(await dialogue.ask('+CSQ')))?.[1] ?? 99);
  const operator = /^\+COPS: *\d+, *\d+, *"([^"]{1,40})"/m.exec(
    lines(await dialogue.ask('+COPS?', { timeoutMs: 10_000 })),
  );
  const name = operator?.[1] ?? '–';
  if (strength > 31) return { state: 'good' as const, reason: message('alerts.channel.sms.good', { operator: name }) };
  const dbm = strength * 2 - 113;
  const params = { operator: name, dbm };
  return dbm < weakDbm
    ? { state: 'unknown' as const, reason: message('alerts.channel.sms.weak', params) }
    : { state: 'good' as const, reason: message('alerts.channel.sms.good-signal', params) };
}
