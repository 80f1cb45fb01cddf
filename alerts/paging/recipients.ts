/** Who a step of an escalation reaches, and by which way. */
import type { EpochMs } from '../../core/index.ts';
import type { ChannelSettings, EscalationStep, PagingSettings, PersonSettings } from '../../inventory/index.ts';
import type { Duty } from '../duty/roster.ts';

/** One way to one recipient. */
export interface Way {
  readonly recipientId: string;
  readonly channelId: string;
  readonly to: string;
}

/** The ways of a step, each person once; somebody without a way of the step's kinds is told by his first one. */
export function waysOfStep(
  step: EscalationStep,
  paging: PagingSettings,
  duty: Duty | undefined,
  now: EpochMs,
): readonly Way[] {
  const onCall = duty?.at(now).personId;
  const ids = step.tell.map((who) => (who === 'on-call' ? onCall : who));
  return [...new Set(ids)].flatMap((id): readonly Way[] => {
    const person = paging.people.find((one) => one.id === id);
    if (person === undefined) return [];
    const ways = waysOf(person, paging);
    const way = ways.find(({ kind }) => step.by?.some((one) => one === kind) ?? true) ?? ways[0];
    return way === undefined ? [] : [{ recipientId: person.id, channelId: way.channelId, to: way.to }];
  });
}

/** The way that takes over when one failed: the next one of the person, then the channel's own stand-in; undefined: there is none. */
export function nextWay(failed: Way, tried: ReadonlySet<string>, paging: PagingSettings): Way | undefined {
  const person = paging.people.find(({ id }) => id === failed.recipientId);
  const ways = person === undefined ? [] : waysOf(person, paging);
  const next = ways.find(({ channelId }) => !tried.has(channelId));
  if (next !== undefined) return { recipientId: failed.recipientId, channelId: next.channelId, to: next.to };
  const otherwise = paging.channels.find(({ id }) => id === failed.channelId)?.otherwiseId;
  if (otherwise === undefined || tried.has(otherwise)) return undefined;
  return { ...failed, channelId: otherwise };
}

/** How somebody hears that an incident goes on without him: nobody is called by telephone for that. Undefined: by no way. */
export function quietWay(way: Way, paging: PagingSettings): Way | undefined {
  const isVoice = (channelId: string): boolean => paging.channels.find(({ id }) => id === channelId)?.kind === 'voice';
  if (!isVoice(way.channelId)) return way;
  const person = paging.people.find(({ id }) => id === way.recipientId);
  const other = person === undefined ? undefined : waysOf(person, paging).find(({ kind }) => kind !== 'voice');
  return other === undefined ? undefined : { recipientId: way.recipientId, channelId: other.channelId, to: other.to };
}

function waysOf(person: PersonSettings, { channels }: PagingSettings) {
  return person.ways.flatMap(({ channelId, to }) => {
    const channel: ChannelSettings | undefined = channels.find(({ id }) => id === channelId);
    return channel === undefined ? [] : [{ channelId, to, kind: channel.kind }];
  });
}
