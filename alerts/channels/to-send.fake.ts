import { type ChannelSettings, calendarDefaults, incidentSeverities } from '../../inventory/index.ts';
import { local, timeZone } from '../duty/stage.fake.ts';
import type { Incident } from '../incident.ts';
import type { PageEvent, PageToSend } from '../paging/model.ts';
import { newPage } from '../paging/pages.ts';
import { incident, paging } from '../paging/stage.fake.ts';
import { toSendOf } from '../paging/to-send.ts';
import { smallCity } from '../stage.fake.ts';

export const at = local('2026-01-05 09:00');

/** A page that is ready to be sent, in the words that people get. */
export function pageTo(
  to: string,
  {
    event = 'raised',
    key = 'F23 raised',
    patch = {},
  }: { event?: PageEvent; key?: string; patch?: Partial<Incident> } = {},
): PageToSend {
  const way = { recipientId: 'a', channelId: 'mail', to };
  const page = newPage({ incident: incident('INC-1', at, patch), noticeKey: key, event, mark: '0.0.0', way, at });
  const scene = { paging: paging(), city: smallCity(), timeZone, calendar: calendarDefaults };
  const ready = toSendOf(page, scene, 'http://fz.inner:8080/a/token', at);
  if (ready === undefined) throw new Error('nothing to send');
  return ready;
}

export const commonOf = (
  id: string,
): Pick<ChannelSettings, 'id' | 'perMinute' | 'timeoutSeconds' | 'attempts' | 'otherwiseId' | 'severities'> => ({
  ...{ id, perMinute: 600, timeoutSeconds: 10, attempts: 3, otherwiseId: undefined },
  severities: incidentSeverities,
});

export const never = new AbortController().signal;
