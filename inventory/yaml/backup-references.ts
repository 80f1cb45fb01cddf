import { bounds } from '../files/bounds.ts';
import type { Mistakes } from '../mistakes/mistakes.ts';
import { nearest } from '../mistakes/near.ts';
import type { Place } from '../mistakes/place.ts';
import type { City } from '../model.ts';
import type { Secrets } from './secrets.ts';

/** A name in `backups` that only backups.csv can tell. */
export interface BackupReference {
  readonly place: Place;
  readonly field: string;
  /** `data-set`: a line's id; `repository`: one that a line names, or that holds copies of such a one. */
  readonly noun: 'data-set' | 'repository';
  readonly value: string;
}

/** What reading a part of `backups` needs. */
export interface BackupReading {
  readonly secrets: Secrets;
  /** The settings' own file: paths are relative to its folder. */
  readonly file: string;
  readonly references: BackupReference[];
}

/** The same rule as for ids of the CSV files. */
export function isId(text: string): boolean {
  return text.length <= bounds.idCharacters && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(text);
}

/** Reports every data set and repository that `backups` names and backups.csv does not know. */
export function backupMistakes(references: readonly BackupReference[], city: City, mistakes: Mistakes): void {
  const known = {
    'data-set': new Set(city.backups.keys()),
    repository: new Set([...city.backups.values()].map(({ repository }) => repository)),
  };
  for (const { place, field, noun, value } of references) {
    if (known[noun].has(value)) continue;
    const near = mistakes.isFull(place.file) ? undefined : nearest(value, known[noun]);
    mistakes.add(place, 'unknown-reference', { field, noun: `key:inventory.noun.${noun}`, value }, near);
  }
}
