import type { EpochMs } from '../../core/index.ts';
import type { Incident } from '../incident.ts';
import { newCode } from './link.ts';
import type { Page, PageEvent } from './model.ts';
import type { Way } from './recipients.ts';

/** A page that is to be sent as soon as it is written down. */
export function newPage(input: {
  readonly incident: Incident;
  /** Of the notice that it tells: the same on both instances of a pair. */
  readonly noticeKey: string;
  readonly event: PageEvent;
  readonly mark: string;
  readonly way: Way;
  readonly at: EpochMs;
}): Page {
  const { incident, noticeKey, event, mark, way, at } = input;
  const told = `${event} ${mark} ${way.recipientId} ${way.channelId}`;
  return {
    id: `${incident.id}/${event}/${mark}/${way.recipientId}/${way.channelId}`,
    key: `${noticeKey} > ${told}`,
    incidentId: incident.id,
    ...{ event, mark, ...way },
    createdAt: at,
    state: 'pending',
    tries: 0,
    nextTryAt: at,
    code: newCode(),
    incident: { ...incident, history: [] },
  };
}

export const wayOf = ({ recipientId, channelId, to }: Page): Way => ({ recipientId, channelId, to });
