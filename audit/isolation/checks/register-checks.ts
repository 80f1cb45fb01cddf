import type { IsolationCheck } from '../model.ts';
import { iso50 } from './iso-50.ts';
import { iso51 } from './iso-51.ts';
import { iso52 } from './iso-52.ts';
import { iso53 } from './iso-53.ts';
import { iso54 } from './iso-54.ts';

/** The checks that rest on the register of terminals, the stock-takes, and what switches hear of both. */
export const registerChecks: readonly IsolationCheck[] = [iso50, iso51, iso52, iso53, iso54];
