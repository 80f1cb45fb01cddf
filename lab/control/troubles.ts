import type { Message } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import { backupTargetsOf, backupVerbs, isBackupVerb } from '../backups/verbs.ts';
import { isPairVerb, pairFaultOf } from '../faults/pairs/catalogue.ts';
import { catalogue } from '../faults/parse.ts';

/** What can happen to the hot-standby pairs and the backups of a lab, and where. */
export interface LabTroubles {
  readonly kinds: readonly {
    readonly kind: string;
    readonly about: 'pair' | 'backup';
    /** The check that must find it. */
    readonly check: string;
    readonly usage: string;
    readonly help: Message;
    /** It happens and is over: there is nothing to take back. */
    readonly passes: boolean;
    /** Pairs, offices or districts that it can happen to. */
    readonly targets: readonly string[];
  }[];
}

/** In the order of the catalogue. Kinds that can happen nowhere in this city are left out; backups, too, where no folder holds them. */
export function troublesIn(city: City, { hasBackups }: { readonly hasBackups: boolean }): LabTroubles {
  const kinds = catalogue.flatMap(({ verb, usage, help, check }): LabTroubles['kinds'] => {
    if (check === undefined) return [];
    if (isPairVerb(verb)) {
      const { standbys, passes = false } = pairFaultOf(verb);
      const fitting = [...city.hostPairs.values()].filter(({ standby }) => standbys.includes(standby));
      return [{ kind: verb, about: 'pair', check, usage, help, passes, targets: fitting.map(({ id }) => id) }];
    }
    if (!hasBackups || !isBackupVerb(verb)) return [];
    const targets = [...backupTargetsOf(city)[backupVerbs[verb].on]];
    return [{ kind: verb, about: 'backup', check, usage, help, passes: false, targets }];
  });
  return { kinds: kinds.filter(({ targets }) => targets.length > 0) };
}
