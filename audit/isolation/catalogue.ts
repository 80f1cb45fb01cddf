import { cityChecks } from './checks/city-checks.ts';
import { iso05 } from './checks/iso-05.ts';
import { iso07 } from './checks/iso-07.ts';
import { iso08 } from './checks/iso-08.ts';
import { iso10 } from './checks/iso-10.ts';
import { iso13 } from './checks/iso-13.ts';
import { iso30 } from './checks/iso-30.ts';
import { iso31 } from './checks/iso-31.ts';
import { iso32 } from './checks/iso-32.ts';
import { iso33 } from './checks/iso-33.ts';
import { iso34 } from './checks/iso-34.ts';
import { iso35 } from './checks/iso-35.ts';
import { iso36 } from './checks/iso-36.ts';
import { iso37 } from './checks/iso-37.ts';
import { iso40 } from './checks/iso-40.ts';
import { iso41 } from './checks/iso-41.ts';
import { iso42 } from './checks/iso-42.ts';
import { iso43 } from './checks/iso-43.ts';
import { registerChecks } from './checks/register-checks.ts';
import type { IsolationCheck } from './model.ts';

const probeChecks: readonly IsolationCheck[] = [iso30, iso31, iso32, iso33, iso34, iso35, iso36, iso37, iso40];

/** Every check that is judged, in the order of its id. */
export const isolationChecks: readonly IsolationCheck[] = [
  iso05,
  iso07,
  iso08,
  iso10,
  iso13,
  ...cityChecks,
  ...registerChecks,
  ...probeChecks,
  iso41,
  iso42,
  iso43,
].sort((one, other) => (one.id < other.id ? -1 : 1));

/** Those that one device decides alone, without an inventory. */
export const oneDeviceChecks: readonly IsolationCheck[] = [iso05, iso07, iso08, iso10];
