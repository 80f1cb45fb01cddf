import type { Cancel, Clock, EpochMs } from '../../../core/index.ts';
import type { SmsSettings } from '../../../inventory/index.ts';
import { answerCode, asksAnswer, codeIn } from '../../paging/answer-code.ts';
import type { Channel, ChannelEars, Page, SendResult } from '../../paging/model.ts';
import type { Incoming } from './incoming.ts';
import { createModem } from './modem.ts';
import { sameNumber } from './number.ts';
import { submitsOf } from './submit.ts';
import { smsText } from './text.ts';

/** How often it is looked whether somebody may still answer: then the modem is kept open. */
const watchMs = 10_000;
/** A report that comes before its page is known to have gone waits so long for it. */
const earlyMs = 60_000;
const reportWithinMs = 15 * 60_000;
/** Wrong codes of one number in an hour; after these its messages are not read any more. */
const wrongCodes = 10;
const bounds = { underWay: 100, early: 200, guessers: 1_000 } as const;

interface UnderWay {
  readonly text: string;
  /** Of the whole, in its parts' headers: the same at each try, so that a telephone joins what came of two. */
  readonly reference: number;
  /** Of each part that the network took. */
  readonly taken: number[];
}

/**
 * Short messages by a GSM modem in PDU mode. A part that the network took is not sent again while Fangzhou runs. A page counts as delivered when the
 * report of its last part says so, and a reply with its code, from the number that it was sent to, acknowledges it.
 */
export function openSms(settings: SmsSettings, clock: Clock, ears: ChannelEars): Channel {
  const underWay = new Map<string, UnderWay>();
  const early = new Map<string, { readonly lost: boolean; readonly status: number; readonly at: EpochMs }>();
  const guesses = new Map<string, { count: number; readonly since: EpochMs }>();
  let reference = Math.floor(clock.now() / 1_000) % 256;
  let cancel: Cancel = () => {};
  const same = (number: string): string => sameNumber(number, settings.country);
  const modem = createModem({ settings, clock, heard });

  function heard(incoming: Incoming): void {
    if (incoming.what === 'text') replied(same(incoming.from), incoming.text);
    else if (incoming.state !== 'waiting') reported(same(incoming.to), incoming);
  }

  function reported(number: string, { reference: part, state, status }: Extract<Incoming, { what: 'report' }>): void {
    for (const page of ears.pages()) {
      if (page.state !== 'sent' || same(page.to) !== number) continue;
      const parts = (page.reference ?? '').split(' ');
      const at = parts.indexOf(String(part));
      if (at < 0) continue;
      parts[at] = `${part}+`;
      ears.note(page.id, parts.join(' '));
      if (state === 'lost') ears.lost(page.id, lostWords(status));
      else if (parts.every((one) => one.endsWith('+'))) ears.delivered(page.id);
      return;
    }
    put(early, `${number} ${part}`, { lost: state === 'lost', status, at: clock.now() }, bounds.early);
  }

  function replied(number: string, text: string): void {
    const asked = ears.pages().filter((page) => asksAnswer(page) && same(page.to) === number);
    const code = codeIn(text);
    // Whoever was not told of anything, or says something else, is not read.
    if (asked.length === 0 || code === undefined || isGuesser(number)) return;
    const meant = asked.filter((page) => answerCode(page.code) === code);
    const [first] = meant;
    if (first === undefined) noteGuess(number);
    // Two incidents with one code: nothing is taken for what it may not be.
    else if (meant.every(({ incidentId }) => incidentId === first.incidentId)) ears.acknowledge(first.id);
  }

  const isGuesser = (number: string): boolean => {
    const known = guesses.get(number);
    return known !== undefined && known.count >= wrongCodes && clock.now() - known.since < 3_600_000;
  };

  function noteGuess(number: string): void {
    const known = guesses.get(number);
    const isNew = known === undefined || clock.now() - known.since >= 3_600_000;
    put(guesses, number, { count: isNew ? 1 : known.count + 1, since: isNew ? clock.now() : known.since }, 1_000);
  }

  const watch = (): void => {
    const now = clock.now();
    const isWanted = (page: Page): boolean =>
      (asksAnswer(page) && page.acknowledgedAt === undefined && page.state !== 'failed') ||
      (page.state === 'sent' && now - (page.sentAt ?? 0) < reportWithinMs);
    if (ears.pages().some(isWanted)) modem.listen();
    else modem.rest();
    cancel = clock.after(watchMs, watch);
  };
  cancel = clock.after(watchMs, watch);

  const send = async (page: Page, to: string, text: string, signal: AbortSignal): Promise<SendResult> => {
    const known = underWay.get(page.id);
    if (known === undefined || known.text !== text) reference = (reference + 1) % 256;
    const way = known?.text === text ? known : { text, reference, taken: [] };
    put(underWay, page.id, way, bounds.underWay);
    const submits = submitsOf({
      ...{ to, text, reference: way.reference, centre: settings.centre, wantsReport: settings.reports },
    });
    for (const part of submits.slice(way.taken.length)) {
      const result = await modem.submit(part, signal);
      if (!result.ok) return { outcome: result.forGood ? 'refused' : 'failed', detail: result.detail };
      way.taken.push(result.reference);
    }
    underWay.delete(page.id);
    return result(way.taken, same(to));
  };

  /** Reports of a quick network are there before the page is known to have gone. */
  const result = (taken: readonly number[], number: string): SendResult => {
    const known = taken.map((part) => {
      const report = early.get(`${number} ${part}`);
      early.delete(`${number} ${part}`);
      return report !== undefined && clock.now() - report.at < earlyMs ? report : undefined;
    });
    const lost = known.find((report) => report?.lost);
    if (lost !== undefined) return { outcome: 'refused', detail: lostWords(lost.status) };
    const parts = taken.map((part, index) => (known[index] === undefined ? String(part) : `${part}+`));
    const isDelivered = known.every((report) => report !== undefined);
    return { outcome: isDelivered ? 'delivered' : 'sent', reference: parts.join(' ') };
  };

  return {
    id: settings.id,
    kind: 'sms',
    atOnce: 1,
    async send(page, signal) {
      const to = page.page.to.replace(/[\s-]/g, '');
      if (!/^\+?\d{3,20}$/.test(to)) return { outcome: 'refused', detail: 'no telephone number' };
      return send(page.page, to, smsText(page, settings.parts), signal);
    },
    check: (signal) => modem.health(signal),
    close() {
      cancel();
      modem.close();
    },
  };
}

/** TP-Status, 9.2.3.15. */
const lostWords = (status: number): string => `the network could not deliver it (TP-Status 0x${status.toString(16)})`;

/** The oldest goes where there are too many. */
function put<T>(map: Map<string, T>, key: string, value: T, most: number): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= most) break;
    map.delete(oldest);
  }
}
