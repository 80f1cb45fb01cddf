import type { IsolationCheck } from '../model.ts';
import { iso01 } from './iso-01.ts';
import { iso02 } from './iso-02.ts';
import { iso03 } from './iso-03.ts';
import { iso04 } from './iso-04.ts';
import { iso06 } from './iso-06.ts';
import { iso09 } from './iso-09.ts';
import { iso11 } from './iso-11.ts';
import { iso12 } from './iso-12.ts';
import { iso14 } from './iso-14.ts';
import { iso15 } from './iso-15.ts';
import { iso16 } from './iso-16.ts';
import { iso17 } from './iso-17.ts';
import { iso18 } from './iso-18.ts';
import { iso19 } from './iso-19.ts';
import { iso20 } from './iso-20.ts';
import { iso21 } from './iso-21.ts';
import { iso55 } from './iso-55.ts';
import { iso56 } from './iso-56.ts';

/** The checks that need to know the whole city: who is where, what was before, what was carried in. */
export const cityChecks: readonly IsolationCheck[] = [
  iso01,
  iso02,
  iso03,
  iso04,
  iso06,
  iso09,
  iso11,
  iso12,
  iso14,
  iso15,
  iso16,
  iso17,
  iso18,
  iso19,
  iso20,
  iso21,
  iso55,
  iso56,
];
