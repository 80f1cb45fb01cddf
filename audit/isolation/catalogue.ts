import { cityChecks } from './checks/city-checks.ts';
import { iso05 } from './checks/iso-05.ts';
import { iso07 } from './checks/iso-07.ts';
import { iso08 } from './checks/iso-08.ts';
import { iso10 } from './checks/iso-10.ts';
import { iso13 } from './checks/iso-13.ts';
import { registerChecks } from './checks/register-checks.ts';
import type { IsolationCheck } from './model.ts';

/** Every check that is judged, in the order of its id. */
export const isolationChecks: readonly IsolationCheck[] = [
  iso05,
  iso07,
  iso08,
  iso10,
  iso13,
  ...cityChecks,
  ...registerChecks,
].sort((one, other) => (one.id < other.id ? -1 : 1));

/** Those that one device decides alone, without an inventory. */
export const oneDeviceChecks: readonly IsolationCheck[] = [iso05, iso07, iso08, iso10];
