import type { Language } from '../../../core/index.ts';
import { catalogue } from '../catalogue.ts';
import { wordsIn } from '../words.ts';
import { uuidOf } from './uuid.ts';

export const oscalVersion = '1.1.3';
/** Changes with the catalogue's content. */
const catalogueVersion = '3';
const catalogueChangedAt = '2026-11-27T00:00:00Z';
const groups = ['network', 'boundary', 'computing', 'management', 'operation'] as const;

/** Our small catalogue of GB/T 22239-2019 as an OSCAL catalog. */
export function oscalCatalog(language: Language) {
  const t = wordsIn(language).label;
  return {
    catalog: {
      uuid: uuidOf('catalog', catalogueVersion, language),
      metadata: {
        title: t('report.oscal.catalog'),
        'last-modified': catalogueChangedAt,
        version: catalogueVersion,
        'oscal-version': oscalVersion,
        remarks: t('report.section.clauses.note'),
      },
      groups: groups.map((group) => ({
        id: `gbt22239-${group}`,
        title: t(`report.oscal.group.${group}`),
        controls: catalogue
          .filter((clause) => clause.group === group)
          .map(({ id, number, title }) => ({
            id,
            title: number,
            props: [{ name: 'label', value: number }],
            parts: [{ id: `${id}_smt`, name: 'statement', prose: title[language] }],
          })),
      })),
    },
  };
}
