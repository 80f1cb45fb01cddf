import type { Backup, City } from '../../../inventory/index.ts';
import type { ElementName } from '../model.ts';
import type { ScopeWish } from '../uptime/scope.ts';
import type { Words } from '../words.ts';

/** Data sets of a scope in the order of backups.csv, and the repositories that they belong into. A point stands for its office. */
export function backupsIn(
  city: City,
  { kind, id }: ScopeWish,
): { readonly sets: readonly Backup[]; readonly repositoryIds: readonly string[] } {
  const officeId = kind === 'point' ? city.points.get(id)?.officeId : id;
  const isIn = (set: Backup): boolean =>
    kind === 'city' || (kind === 'district' ? set.districtId === id : set.officeId === officeId);
  const sets = [...city.backups.values()].filter(isIn);
  return { sets, repositoryIds: [...new Set(sets.map(({ repository }) => repository))] };
}

/** A data set is named by its office; in English by its id alone, since offices have no English name. */
export function setElement(city: City, { id, officeId }: Backup, { language }: Words): ElementName {
  const office = city.offices.get(officeId);
  return { kind: 'data-set', id, name: language === 'en' ? officeId : (office?.nameZh ?? officeId) };
}

export const repositoryElement = (id: string): ElementName => ({ kind: 'repository', id, name: '' });
