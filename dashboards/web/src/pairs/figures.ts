import type { WireMeasured } from '../../../../api/wire-pairs.ts';
import { duration, withPrefix } from '../text/format.ts';
import type { Words } from '../text/language.ts';

/** Above this a time is told in its two largest units, below it in tenths of a second. */
const fineBelowMs = 120_000;

/** `1.2–1.8 s`: an interval, for a point would claim more than was measured; a dash where nothing was. */
export function timeSpan(span: WireMeasured | null, t: Words): string {
  if (span === null) return '–';
  if (span.most >= fineBelowMs) {
    const [least, most] = [duration(span.least, t.language), duration(span.most, t.language)];
    return least === most ? most : `${least} – ${most}`;
  }
  if (span.most < 1_000) {
    const [low, high] = [Math.floor(span.least), Math.ceil(span.most)];
    return t('dashboards.pairs.milliseconds', { value: low === high ? high : `${low}–${high}` });
  }
  const [least, most] = [tenths(span.least), tenths(span.most)];
  return t('dashboards.pairs.seconds', { value: least === most ? most : `${least}–${most}` });
}

/** `0–12 kB`, decimal prefixes. */
export function byteSpan(span: WireMeasured | null): string {
  if (span === null) return '–';
  const [least, most] = [withPrefix(span.least, 'B'), withPrefix(span.most, 'B')];
  return least === most ? most : `${least} – ${most}`;
}

/** What would be lost: time where it is known, else bytes. */
export function lossSpan(
  { rpoMs, rpoBytes }: { readonly rpoMs: WireMeasured | null; readonly rpoBytes: WireMeasured | null },
  t: Words,
): string {
  const told = [rpoMs === null ? '' : timeSpan(rpoMs, t), rpoBytes === null ? '' : byteSpan(rpoBytes)].filter(Boolean);
  return told.length === 0 ? '–' : told.join(' · ');
}

function tenths(ms: number): string {
  return (ms / 1_000).toFixed(ms % 1_000 === 0 ? 0 : 1);
}
