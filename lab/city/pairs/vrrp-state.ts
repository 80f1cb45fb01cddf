import type { EpochMs } from '../../../core/index.ts';
import type { PairVerb } from '../../faults/pairs/catalogue.ts';

/** Which member: `a` has the higher priority. */
export type Side = 'a' | 'b';
export const sides: readonly Side[] = ['a', 'b'];

export function otherOf(side: Side): Side {
  return side === 'a' ? 'b' : 'a';
}

/** vrrpv3StatisticsNewMasterReason (RFC 6527). */
export const reasons = { notMaster: 0, priority: 1, masterNoResponse: 3 } as const;

/** One member's keepalived. */
export interface MemberState {
  readonly runs: boolean;
  readonly state: 'backup' | 'master' | 'fault';
  readonly holds: boolean;
  readonly becomeMaster: number;
  readonly reason: number;
  /** When it will be master, if nothing happens before. */
  readonly takesOver: { readonly at: EpochMs; readonly reason: number } | undefined;
  /** Adverts heard until `hearsSince`, and since when it hears one each second. */
  readonly heard: number;
  readonly hearsSince: EpochMs | undefined;
}

/** A pair at one moment; the rest follows from the inputs and the time. */
export interface VrrpState {
  readonly members: Readonly<Record<Side, MemberState>>;
  /** Who announced the address last: whose MAC the neighbours know. */
  readonly learned: Side;
  /** Whom a fault found when it began. */
  readonly marked: Readonly<Partial<Record<PairVerb, Side>>>;
  readonly flapsAt: EpochMs | undefined;
}

/** What is outside of keepalived. */
export interface VrrpInput {
  readonly power: Readonly<Record<Side, boolean>>;
  readonly carrier: Readonly<Record<Side, boolean>>;
  readonly faults: ReadonlySet<PairVerb>;
}

/** As measured with keepalived 2.2.7 at one advert a second: three missed and the skew of priority 90, or a priority of zero. */
export const takeoverMs = { unannounced: 3_610, announced: 650 } as const;
/** Longer than Fangzhou folds takeovers into one, short enough that three are seen while somebody is still looking. */
export const flapMs = 8_000;
/** Changes made up for at once; a lab that nobody asked for so long has no older ones. */
const maxSteps = 10_000;

type Draft = {
  members: Record<Side, { -readonly [K in keyof MemberState]: MemberState[K] }>;
  learned: Side;
  marked: Partial<Record<PairVerb, Side>>;
  flapsAt: EpochMs | undefined;
};

const asleep: MemberState = {
  runs: false,
  state: 'backup',
  holds: false,
  becomeMaster: 0,
  reason: reasons.notMaster,
  takesOver: undefined,
  heard: 0,
  hearsSince: undefined,
};

/** A pair that has been running for long: its first member is master. */
export function firstState(input: VrrpInput, at: EpochMs): VrrpState {
  const backup: MemberState = { ...asleep, runs: true };
  const master: MemberState = {
    ...backup,
    state: 'master',
    holds: true,
    becomeMaster: 1,
    reason: reasons.masterNoResponse,
  };
  return settled({ members: { a: master, b: backup }, learned: 'a', marked: {}, flapsAt: undefined }, input, at);
}

/** When it changes by itself next; undefined: it rests. */
export function nextChangeAt({ members, flapsAt }: VrrpState): EpochMs | undefined {
  const times = [members.a.takesOver?.at, members.b.takesOver?.at, flapsAt].filter((at) => at !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** The pair at a later moment, nothing outside of it having changed. */
export function advanced(state: VrrpState, input: VrrpInput, to: EpochMs): VrrpState {
  let now = state;
  for (let step = 0; step < maxSteps; step++) {
    const at = nextChangeAt(now);
    if (at === undefined || at > to) return now;
    const draft = draftOf(now);
    for (const side of sides) {
      const member = draft.members[side];
      if (member.takesOver === undefined || member.takesOver.at > at) continue;
      member.state = 'master';
      member.holds = true;
      member.becomeMaster += 1;
      member.reason = member.takesOver.reason;
      member.takesOver = undefined;
      draft.learned = side;
    }
    if (draft.flapsAt !== undefined && draft.flapsAt <= at) {
      handOver(draft, at);
      draft.flapsAt += flapMs;
    }
    now = settled(draft, input, at);
  }
  return now.flapsAt === undefined ? now : { ...now, flapsAt: to + flapMs };
}

/** The pair after an operator has handed it over; the same where the other member cannot take over. Pure. */
export function handedOver(state: VrrpState, input: VrrpInput, at: EpochMs): VrrpState {
  const draft = draftOf(state);
  handOver(draft, at);
  return settled(draft, input, at);
}

/** The pair after something outside of it has changed. Pure. */
export function settled(state: VrrpState, input: VrrpInput, at: EpochMs): VrrpState {
  const draft = draftOf(state);
  mark(draft, input.faults);
  if (!input.faults.has('flap')) draft.flapsAt = undefined;
  else draft.flapsAt ??= at;
  const leftInOrder = new Set(sides.filter((side) => live(draft, input, side)));
  const together = sides.every((side) => input.power[side] && input.carrier[side]) && !input.faults.has('dual-master');
  // Of two that hear each other the one of the lower priority gives way.
  if (together && sides.every((side) => isMaster(draft, side))) {
    draft.members.b.state = 'backup';
    draft.members.b.holds = false;
    draft.learned = 'a';
  }
  for (const side of sides) elect(draft, side, { at, together, announced: leftInOrder.has(otherOf(side)) });
  for (const side of sides) listen(draft, side, together, at);
  return draft;
}

/** Whose MAC the neighbours send to. */
export function seenSide({ learned, marked }: VrrpState): Side {
  return marked['wrong-mac'] ?? learned;
}

/** Who answers a client; undefined while nobody does. */
export function servingSide(state: VrrpState, { power, carrier }: VrrpInput): Side | undefined {
  const side = seenSide(state);
  return power[side] && carrier[side] && state.members[side].holds ? side : undefined;
}

/** Adverts that a member has heard until a moment. */
export function advertsHeard({ heard, hearsSince }: MemberState, at: EpochMs): number {
  return heard + (hearsSince === undefined ? 0 : Math.max(0, Math.floor((at - hearsSince) / 1000)));
}

function draftOf({ members, ...rest }: VrrpState): Draft {
  return { ...rest, marked: { ...rest.marked }, members: { a: { ...members.a }, b: { ...members.b } } };
}

function isMaster({ members }: Pick<Draft, 'members'>, side: Side): boolean {
  return members[side].runs && members[side].state === 'master';
}

/** A fault that strikes one member goes on striking that one. */
function mark(draft: Draft, faults: ReadonlySet<PairVerb>): void {
  const masters = sides.filter((side) => isMaster(draft, side));
  const master = masters.length === 1 ? (masters[0] ?? draft.learned) : draft.learned;
  const struck = { 'dual-holder': master, 'standby-fault': otherOf(master), 'wrong-mac': otherOf(draft.learned) };
  for (const verb of ['dual-holder', 'standby-fault', 'wrong-mac'] as const) {
    if (faults.has(verb)) draft.marked[verb] ??= struck[verb];
    else delete draft.marked[verb];
  }
}

/** In order, as by an operator: the master lets go, and the other takes over. */
function handOver(draft: Draft, at: EpochMs): void {
  const from = sides.find((side) => isMaster(draft, side));
  if (from === undefined) return;
  const to = draft.members[otherOf(from)];
  if (!to.runs || to.state !== 'backup') return;
  draft.members[from].state = 'backup';
  draft.members[from].holds = false;
  to.takesOver = { at: at + takeoverMs.announced, reason: reasons.priority };
}

/** Lets a member live on with what is outside; true when it has just let go of the address in order. */
function live(draft: Draft, { power, carrier, faults }: VrrpInput, side: Side): boolean {
  const member = draft.members[side];
  const killed = draft.marked['dual-holder'] === side;
  if (!power[side]) {
    Object.assign(member, asleep);
    return false;
  }
  if (killed) {
    // Whatever it held stays on the interface.
    Object.assign(member, asleep, { holds: member.holds });
    return false;
  }
  if (!member.runs) Object.assign(member, asleep, { runs: true });
  const bad = faults.has('no-master') || draft.marked['standby-fault'] === side;
  if (bad || !carrier[side]) {
    const wasMaster = member.state === 'master';
    Object.assign(member, { state: 'fault', holds: false, takesOver: undefined });
    return wasMaster && carrier[side];
  }
  if (member.state === 'fault') member.state = 'backup';
  return false;
}

/** A backup that hears no master becomes one; of two backups the one of the higher priority. */
function elect(
  draft: Draft,
  side: Side,
  { at, together, announced }: { readonly at: EpochMs; readonly together: boolean; readonly announced: boolean },
): void {
  const member = draft.members[side];
  const other = draft.members[otherOf(side)];
  if (!member.runs || member.state !== 'backup') return;
  const otherCounts = together && other.runs;
  if (otherCounts && other.state === 'master') member.takesOver = undefined;
  else if (member.takesOver === undefined) {
    const otherWill = otherCounts && other.state === 'backup' && (side === 'b' || other.takesOver !== undefined);
    if (otherWill) return;
    const afterMs = announced ? takeoverMs.announced : takeoverMs.unannounced;
    const reason = announced ? reasons.priority : reasons.masterNoResponse;
    member.takesOver = { at: at + afterMs, reason };
  }
}

function listen(draft: Draft, side: Side, together: boolean, at: EpochMs): void {
  const member = draft.members[side];
  const hears = member.runs && member.state !== 'master' && together && isMaster(draft, otherOf(side));
  if (hears) member.hearsSince ??= at;
  else if (member.hearsSince !== undefined) {
    member.heard = advertsHeard(member, at);
    member.hearsSince = undefined;
  }
}
