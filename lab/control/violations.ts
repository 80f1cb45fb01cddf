import type { Message } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import { faultTargetsOf } from '../city/running.ts';
import { catalogue } from '../faults/parse.ts';
import { choicesOf, isViolation, violationOf } from '../faults/violations/catalogue.ts';
import { placesFor } from '../faults/violations/parse.ts';

/** What can break isolation in a lab, and where. */
export interface LabViolations {
  readonly kinds: readonly {
    readonly kind: string;
    readonly check: string;
    readonly on: 'device' | 'port';
    readonly usage: string;
    readonly help: Message;
    readonly detail: 'none' | 'optional' | 'required';
    readonly choices: readonly string[];
  }[];
  /** Empty for a kind that there is not. */
  placesOf(kind: string): readonly { readonly deviceId: string; readonly ports: readonly string[] }[];
}

export function violationsIn(city: City): LabViolations {
  const targets = faultTargetsOf(city).violations;
  return {
    kinds: catalogue.flatMap(({ verb, usage, help, check }) => {
      if (check === undefined || !isViolation(verb)) return [];
      const { on, argument } = violationOf(verb);
      const detail = argument.kind === 'none' ? 'none' : argument.kind === 'table' ? 'required' : 'optional';
      return [{ kind: verb, check, on, usage, help, detail, choices: choicesOf(argument) }];
    }),
    placesOf: (kind) => (isViolation(kind) && targets !== undefined ? placesFor(kind, targets) : []),
  };
}
