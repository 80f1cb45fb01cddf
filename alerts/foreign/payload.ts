import { createHash } from 'node:crypto';
import type { EpochMs } from '../../core/index.ts';
import { type ForeignAlert, type ForeignRefusal, foreignLimits } from './model.ts';

export type ReadPayload =
  | { readonly ok: true; readonly alerts: readonly ForeignAlert[]; readonly leftOut: number }
  | { readonly ok: false; readonly refusal: ForeignRefusal };

const refused = (refusal: ForeignRefusal): ReadPayload => ({ ok: false, refusal });

/**
 * Reads a message of Alertmanager's webhook (version 4). What is no such message is refused as a whole, for half of one would leave
 * alerts open that it resolves; texts that are too long are cut.
 */
export function readPayload(body: unknown): ReadPayload {
  if (!isRecord(body)) return refused('not-json');
  // It is text there; a sender of its own may write a number.
  if (String(body.version) !== '4') return refused('version');
  if (!Array.isArray(body.alerts)) return refused('alerts');
  if (body.alerts.length > foreignLimits.alerts) return refused('many');
  const alerts = body.alerts.map(readAlert);
  if (!alerts.every((alert) => alert !== undefined)) return refused('alert');
  const { truncatedAlerts } = body;
  const leftOut = typeof truncatedAlerts === 'number' && truncatedAlerts > 0 ? Math.floor(truncatedAlerts) : 0;
  return { ok: true, alerts, leftOut };
}

function readAlert(value: unknown): ForeignAlert | undefined {
  if (!isRecord(value) || (value.status !== 'firing' && value.status !== 'resolved')) return undefined;
  const [labels, annotations] = [readTexts(value.labels), readTexts(value.annotations ?? {})];
  if (labels === undefined || annotations === undefined || labels.size === 0) return undefined;
  const [startsAt, endsAt] = [readTime(value.startsAt), readTime(value.endsAt)];
  return {
    id: createHash('sha256')
      .update(JSON.stringify([...labels]))
      .digest('hex')
      .slice(0, 16),
    name: plain(labels.get('alertname') ?? '', foreignLimits.nameCharacters) || 'alert',
    isFiring: value.status === 'firing',
    ...{ labels: bounded(labels), annotations: bounded(annotations), startsAt, endsAt },
  };
}

/** By name, sorted; undefined: not texts by their names. */
function readTexts(value: unknown): ReadonlyMap<string, string> | undefined {
  if (!isRecord(value)) return undefined;
  const entries = Object.entries(value);
  if (!entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) return undefined;
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function bounded(texts: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const { labels, nameCharacters, valueCharacters } = foreignLimits;
  const kept = [...texts].slice(0, labels);
  return new Map(kept.map(([name, text]) => [plain(name, nameCharacters), plain(text, valueCharacters)]));
}

/** One line without controls and marks of direction, cut between characters; never taken for the key of a text of ours. */
export function plain(text: string, most: number): string {
  // What is cut away is not looked at.
  const line = text
    .slice(0, 4 * most)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const short = [...line].length > most ? `${[...line].slice(0, most - 1).join('')}…` : line;
  return short.startsWith('key:') ? short.replace(':', '：') : short;
}

/** Go's zero time stands for none. */
function readTime(value: unknown): EpochMs | undefined {
  const at = typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isSafeInteger(at) && at > 0 ? at : undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
