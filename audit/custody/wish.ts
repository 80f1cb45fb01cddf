import { type EpochMs, type Message, message } from '../../core/index.ts';
import type { JsonObject } from '../../ledger/index.ts';
import type { CustodyState } from '../isolation/model.ts';
import { moveCustody, needsSanitisation } from './machine.ts';
import {
  custodyEvents,
  custodyLimits,
  type Sanitisation,
  type StepWish,
  sanitisationMethods,
  verificationMethods,
} from './model.ts';

/** A mistake in what somebody filled in, by the field. */
export interface FieldFault {
  readonly field: string;
  readonly what: Message;
}

/** Everything that is wrong with a wish as such; empty when it may be proposed. Pure. */
export function faultsOfWish(wish: StepWish, now: EpochMs): readonly FieldFault[] {
  const faults: FieldFault[] = [];
  const wrong = (field: string, key: string, params: Readonly<Record<string, string | number>> = {}): void =>
    void faults.push({ field, what: message(key, params) });
  const text = (field: string, value: string, limit: number = custodyLimits.textCharacters): void => {
    if (value.trim() === '') wrong(field, 'custody.field.empty');
    else if (value.length > limit) wrong(field, 'custody.field.long', { limit });
    else if (/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(value.replace(/[\n\r\t]/g, ' ')))
      wrong(field, 'custody.field.control');
  };
  text('reason', wish.reason, custodyLimits.reasonCharacters);
  text('custodian', wish.custodian);
  if (wish.date > now + custodyLimits.aheadMs) wrong('date', 'custody.field.future');
  else if (wish.date < now - custodyLimits.longestBackMs) wrong('date', 'custody.field.past');
  const { sanitisation, absenceUntil, event } = wish;
  if (needsSanitisation(event)) {
    if (sanitisation === undefined) wrong('sanitisation', 'custody.field.sanitisation');
    else {
      for (const field of ['technique', 'tool', 'performedBy', 'verifiedBy', 'certificate'] as const)
        text(`sanitisation.${field}`, sanitisation[field]);
      // Who verifies his own work verifies nothing (NIST SP 800-88, 4.7).
      if (sanitisation.performedBy.trim() === sanitisation.verifiedBy.trim())
        wrong('sanitisation.verifiedBy', 'custody.field.same-role');
    }
  } else if (sanitisation !== undefined) wrong('sanitisation', 'custody.field.not-here');
  if (event === 'allow-absence') {
    if (absenceUntil === undefined || absenceUntil <= now) wrong('absenceUntil', 'custody.field.absence');
    else if (absenceUntil > now + custodyLimits.longestAbsenceMs) wrong('absenceUntil', 'custody.field.absence-long');
  } else if (absenceUntil !== undefined) wrong('absenceUntil', 'custody.field.not-here');
  return faults;
}

/** Why a step cannot be made from a state; undefined when it can. */
export function obstacleOfStep(state: CustodyState, { event }: Pick<StepWish, 'event'>): Message | undefined {
  const move = moveCustody(state, event);
  if (move.ok) return undefined;
  return message('custody.step.refused', { event: `key:custody.event.${event}`, state: `key:custody.state.${state}` });
}

/** As it stands in a proposal and in a record. */
export function wishBody({ event, reason, date, custodian, sanitisation, absenceUntil }: StepWish): JsonObject {
  return {
    event,
    reason,
    date: new Date(date).toISOString(),
    custodian,
    ...(sanitisation === undefined ? {} : { sanitisation: { ...sanitisation } }),
    ...(absenceUntil === undefined ? {} : { absenceUntil: new Date(absenceUntil).toISOString() }),
  };
}

/** Reads what `wishBody` wrote; undefined for anything else. */
export function readWish(body: JsonObject): StepWish | undefined {
  const { event, reason, date, custodian, sanitisation, absenceUntil } = body;
  const known = custodyEvents.find((each) => each === event);
  const at = typeof date === 'string' ? Date.parse(date) : Number.NaN;
  if (known === undefined || typeof reason !== 'string' || typeof custodian !== 'string' || Number.isNaN(at))
    return undefined;
  const cleaned = sanitisation === undefined ? undefined : readSanitisation(sanitisation);
  if (sanitisation !== undefined && cleaned === undefined) return undefined;
  return {
    event: known,
    reason,
    date: at,
    custodian,
    ...(cleaned === undefined ? {} : { sanitisation: cleaned }),
    ...(typeof absenceUntil === 'string' ? { absenceUntil: Date.parse(absenceUntil) } : {}),
  };
}

function readSanitisation(value: unknown): Sanitisation | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { method, technique, tool, verification, performedBy, verifiedBy, certificate } = value as Partial<
    Record<keyof Sanitisation, unknown>
  >;
  const knownMethod = sanitisationMethods.find((each) => each === method);
  const knownVerification = verificationMethods.find((each) => each === verification);
  if (knownMethod === undefined || knownVerification === undefined) return undefined;
  if (
    typeof technique !== 'string' ||
    typeof tool !== 'string' ||
    typeof performedBy !== 'string' ||
    typeof verifiedBy !== 'string' ||
    typeof certificate !== 'string'
  )
    return undefined;
  return {
    method: knownMethod,
    technique,
    tool,
    verification: knownVerification,
    performedBy,
    verifiedBy,
    certificate,
  };
}
