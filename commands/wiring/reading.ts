/** What is declared, read whole: the inventory, the profiles of private tables that it names, and its rules; or every mistake. */
import { loadRules, type RuleBook } from '../../alerts/index.ts';
import { loadProfiles, type ProfileBook } from '../../collector/index.ts';
import type { Log, Parsed } from '../../core/index.ts';
import type { Inventory } from '../../inventory/index.ts';

/** All that a reload applies. */
export interface Declared {
  readonly inventory: Inventory;
  readonly profiles: ProfileBook;
  readonly rules: RuleBook;
}

/** Reads everything anew; what is refused is logged with the place of its first mistake, and all of them are the answer. Never throws. */
export async function readDeclared(
  read: () => Promise<Parsed<Inventory>>,
  log: Pick<Log, 'error'>,
): Promise<Parsed<Declared>> {
  function refused<T>(what: string, found: Parsed<T>): Parsed<T> {
    if (found.ok) return found;
    const { mistakes } = found;
    const { file, line } = mistakes[0] ?? {};
    log.error({ mistakes: mistakes.length, file, line }, what);
    return found;
  }

  const inventory = refused('inventory-refused', await read());
  if (!inventory.ok) return inventory;
  const profiles = refused('profiles-refused', await loadProfiles(inventory.value.settings.profilesFolder));
  if (!profiles.ok) return profiles;
  const rules = refused('rules-refused', await loadRules(inventory.value, profiles.value));
  if (!rules.ok) return rules;
  return { ok: true, value: { inventory: inventory.value, profiles: profiles.value, rules: rules.value } };
}
