import type { WireCardRow, WireIndicator, WireRange } from '../../../../api/wire-assessment.ts';
import { duration } from '../text/format.ts';
import type { Words } from '../text/language.ts';

/** As the scheme calls it, or as its kind is usually called. */
export function indicatorName({ kind, nameZh, nameEn }: WireIndicator, t: Words): string {
  const own = t.language === 'en' ? (nameEn ?? nameZh) : (nameZh ?? nameEn);
  return own ?? t.message({ key: `assessment.kind.${kind}` });
}

export function formulaOf({ kind, withinSeconds, severities }: WireIndicator, t: Words): string {
  const between = t.language === 'en' ? ', ' : '、';
  return t.message({
    key: `assessment.formula.${kind}`,
    params: {
      within: duration(withinSeconds * 1_000, t.language),
      severities: severities.map((word) => t.message({ key: `dashboards.severity.${word}` })).join(between),
    },
  });
}

export const unitName = ({ nameZh, nameEn }: Pick<WireCardRow, 'nameZh' | 'nameEn'>, t: Words): string =>
  t.language === 'en' ? nameEn : nameZh;

const plain = (value: number): string => String(Math.round(value * 100) / 100);

/** `87.5`, or `62 – 97.4` where the unknown leaves it open. */
export function rangeText(range: WireRange | null): string {
  if (range === null) return '–';
  return range.lower === range.upper ? plain(range.lower) : `${plain(range.lower)} – ${plain(range.upper)}`;
}

/** Cut, never rounded up: a share below its bound must not read as the bound. */
const share = (value: number): string => `${Math.floor(value * 100_000) / 1_000} %`;

export const shareText = ({ lower, upper }: WireRange): string =>
  lower === upper ? share(lower) : `${share(lower)} – ${share(upper)}`;

/** How points look: what is open is not coloured as good. */
export function shade(range: WireRange | null): 'none' | 'open' | 'good' | 'fair' | 'poor' {
  if (range === null) return 'none';
  if (range.lower !== range.upper && range.lower < 60) return 'open';
  return range.lower >= 90 ? 'good' : range.lower >= 60 ? 'fair' : 'poor';
}

export const cardPath = (kind: string, unit: string, id?: string): string =>
  `/assessment/${kind}/${encodeURIComponent(unit)}${id === undefined ? '' : `?period=${encodeURIComponent(id)}`}`;

/** Where a piece of evidence is told more about; empty where no page does. */
export function evidencePath(about: string, officeId: string | undefined): string {
  const [kind = '', id = ''] = [about.slice(0, about.indexOf(' ')), about.slice(about.indexOf(' ') + 1)];
  const of = encodeURIComponent(id);
  if (kind === 'view') return `/services/${encodeURIComponent(id.split('/')[1] ?? '')}`;
  if (kind === 'point') return `/points/${of}`;
  if (kind === 'isolation') return `/isolation/${of}`;
  if (kind === 'backup')
    return officeId === undefined ? '/backups' : `/backups/offices/${encodeURIComponent(officeId)}`;
  if (kind === 'stock-take') return `/stock-takes/${of}`;
  if (kind === 'incident') return `/incidents/${of}`;
  return kind === 'item' ? '/open-items' : '';
}
