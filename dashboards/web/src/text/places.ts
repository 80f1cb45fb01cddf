import type { Language } from '../../../../core/message.ts';

/** A point's office as the reader calls it. Offices are declared in Chinese only; for others their id is the name. */
export function officeName(
  point: { readonly officeId: string; readonly officeNameZh: string },
  language: Language,
): string {
  if (language === 'zh-CN' && point.officeNameZh !== '') return point.officeNameZh;
  return point.officeId
    .split(/[-_]/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join(' ');
}
