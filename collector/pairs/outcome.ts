import { type EpochMs, message } from '../../core/index.ts';
import type { FaultReason, PollFault } from '../observation.ts';
import type { Asked, NeighbourSighting } from './model.ts';

/** Why there is no answer; `absent` and `answered` alone say something of who was asked. */
export type NoAnswer = Extract<Asked<never>, { readonly reason: unknown }>;

type Word = Exclude<NeighbourSighting['outcome'], 'answered'>;

const words: Partial<Record<FaultReason, Word>> = {
  timeout: 'silent',
  unreachable: 'silent',
  'unknown-host': 'silent',
  internal: 'silent',
  'unknown-user': 'refused',
  'wrong-digest': 'refused',
  'not-in-time-window': 'refused',
  'decryption-error': 'refused',
  'unsupported-security-level': 'refused',
  'authorization-error': 'refused',
  'unknown-context': 'refused',
  'unknown-engine': 'refused',
};

/** What a fault of SNMP comes to: who cannot be understood is `malformed`, and that is never an absence. */
export function outcomeOf({ reason }: Pick<PollFault, 'reason'>): Word {
  return words[reason] ?? 'malformed';
}

/** A fault of SNMP as an answer that did not come. */
export function noAnswer(fault: PollFault, at: EpochMs): NoAnswer {
  const { reason, part, detail } = fault;
  const params = { what: `key:collector.fault.${reason}`, part, detail };
  return { outcome: outcomeOf(fault), at, reason: message('collector.pairs.fault', params) };
}

/** Of several faults the one that says most: silence before refusal before what could not be read. */
export function worstFault(faults: readonly PollFault[]): PollFault | undefined {
  const real = faults.filter(({ reason }) => reason !== 'not-offered' && reason !== 'bad-value');
  const by = (word: Word) => real.find((fault) => outcomeOf(fault) === word);
  return by('silent') ?? by('refused') ?? by('malformed');
}

/** Nobody of this kind is there, though the host answers. */
export function absent(what: string, at: EpochMs): NoAnswer {
  return { outcome: 'absent', at, reason: message('collector.pairs.absent', { what }) };
}
