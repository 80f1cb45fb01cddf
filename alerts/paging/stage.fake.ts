import { FakeClock } from '../../core/clock.fake.ts';
import { message, silentLog } from '../../core/index.ts';
import {
  type ChannelSettings,
  calendarDefaults,
  type EscalationSettings,
  incidentSeverities,
  type PagingSettings,
} from '../../inventory/index.ts';
import { createFakeStore, type FakeStore } from '../../store/store.fake.ts';
import { local, person, roster, timeZone } from '../duty/stage.fake.ts';
import type { Incident } from '../incident.ts';
import type { Delivery } from '../notifier.ts';
import { smallCity } from '../stage.fake.ts';
import type { Channel, ChannelEars, PageToSend, SendResult } from './model.ts';
import { createPager, type PagerDeps } from './pager.ts';

export { local, person };

const step = (afterSeconds: number, ...tell: readonly string[]) => ({ afterSeconds, tell, by: undefined });

export const usual: EscalationSettings = {
  ...{ id: 'usual', severities: ['critical', 'major'], repeats: 1, repeatAfterSeconds: 300, repageSeconds: 3_600 },
  steps: [step(0, 'on-call'), step(600, 'on-call', 'd')],
};

export function mail(id: string, patch: Partial<ChannelSettings> = {}): ChannelSettings {
  return {
    ...{
      id,
      kind: 'smtp',
      answers: undefined,
      host: 'mail.inner',
      port: 25,
      security: 'none',
      from: 'fangzhou@city.inner',
    },
    ...{ authority: undefined, serverName: undefined, login: undefined, otherwiseId: undefined },
    ...{ perMinute: 600, timeoutSeconds: 10, attempts: 3, severities: incidentSeverities },
    ...patch,
  } as ChannelSettings;
}

export function paging(patch: Partial<PagingSettings> = {}): PagingSettings {
  const team = {
    id: 'all',
    nameZh: '全市',
    nameEn: 'All',
    districtIds: ['city'],
    rosterId: 'jintan',
    policyId: 'usual',
  };
  return {
    ...{ people: ['a', 'b', 'c', 'd'].map((id) => person(id)), teams: [team], rosters: [roster()], policies: [usual] },
    ...{ channels: [mail('mail')], url: 'http://fz.inner:8080', linkSeconds: 3_600, gapAheadSeconds: 604_800 },
    ...{ stormPages: 1_000, stormSeconds: 600 },
    ...patch,
  };
}

export function incident(id: string, at: number, patch: Partial<Incident> = {}): Incident {
  return {
    ...{ id, condition: 'link-down', severity: 'critical', status: 'open', root: { kind: 'link', id: 'F23' } },
    summary: message('alerts.link-down.summary', { link: 'F23', point: 'p', office: '儒林', a: 'x', b: 'y' }),
    remedy: message('alerts.link-down.remedy', { circuit: 'CT-1' }),
    ...{ affected: [], raisedAt: at, firstSeenAt: at, history: [] },
    ...patch,
  };
}

/** A pager whose channels record what they are given, beside incidents that the test changes. */
export async function openPagerStage(
  options: {
    readonly paging?: PagingSettings;
    readonly answer?: (page: PageToSend) => SendResult | Promise<SendResult>;
    /** What a former run left. */
    readonly from?: { readonly clock: FakeClock; readonly store: FakeStore; readonly known: Map<string, Incident> };
    readonly gate?: PagerDeps['gate'];
  } = {},
) {
  const clock = options.from?.clock ?? new FakeClock(local('2026-01-05 09:00'));
  const store = options.from?.store ?? createFakeStore({ kinds: [], clock });
  const known = options.from?.known ?? new Map<string, Incident>();
  const sent: { readonly channel: string; readonly to: string; readonly event: string; readonly text: PageToSend }[] =
    [];
  const deliveries: Delivery[] = [];
  /** Incidents that a forgetful receiver was told again of, each time. */
  const renewals: (readonly string[])[] = [];
  let declared = options.paging ?? paging();
  const city = smallCity();
  /** By channel: what it may hear. */
  const earsOf = new Map<string, ChannelEars>();
  const openChannel = ({ id, kind }: ChannelSettings, heard: ChannelEars): Channel => {
    earsOf.set(id, heard);
    return channelOf(id, kind);
  };
  const channelOf = (id: string, kind: ChannelSettings['kind']): Channel => ({
    ...{ id, kind },
    async send(page) {
      const result = (await options.answer?.(page)) ?? { outcome: 'sent', reference: page.page.key };
      if (result.outcome === 'sent' || result.outcome === 'delivered')
        sent.push({ channel: id, to: page.page.to, event: page.page.event, text: page });
      return result;
    },
    ...(kind === 'alertmanager'
      ? {
          async renew(pages: readonly PageToSend[]) {
            renewals.push(pages.map(({ incident: { id: of } }) => of));
          },
        }
      : {}),
    check: async () => ({ state: 'good', reason: message('alerts.channel.smtp.good') }),
    close() {},
  });
  const pager = createPager({
    ...{ store, clock, openChannel, log: silentLog, gate: options.gate, random: () => 0 },
    scene: () => ({ paging: declared, city, timeZone, calendar: calendarDefaults }),
    incidents: () => [...known.values()],
    acknowledge({ id, by }) {
      const before = known.get(id);
      if (before === undefined || before.status === 'cleared')
        return { ok: false, reason: message('alerts.action.cleared') };
      const acknowledged = { by, at: clock.now(), note: '' };
      return { ok: true, incident: change({ ...before, status: 'acknowledged', acknowledged }, 'acknowledged') };
    },
  });
  pager.onDelivery((delivery) => deliveries.push(delivery));

  function change(next: Incident, event: 'raised' | 'acknowledged' | 'cleared'): Incident {
    known.set(next.id, next);
    const at = clock.now();
    pager.notify({ id: `${next.id}/${event}/${at}`, key: `${next.root.id} ${event}`, event, at, incident: next });
    return next;
  }
  const raise = (id = 'INC-1', patch: Partial<Incident> = {}) => change(incident(id, clock.now(), patch), 'raised');
  const clear = (id = 'INC-1') => {
    const before = known.get(id);
    if (before !== undefined) change({ ...before, status: 'cleared', clearedAt: clock.now() }, 'cleared');
  };
  /** `event to` of everything that went out since the last look. */
  let looked = 0;
  const news = (): readonly string[] => {
    const fresh = sent
      .slice(looked)
      .map(({ event, to, channel }) => `${event} ${to === '' ? channel : to.split('@')[0]}`);
    looked = sent.length;
    return fresh;
  };
  const minutes = (count: number) => clock.advance(count * 60_000);
  const redeclare = (next: PagingSettings): void => {
    declared = next;
    pager.apply();
  };
  await pager.start();
  return {
    pager,
    clock,
    store,
    known,
    earsOf,
    sent,
    deliveries,
    renewals,
    raise,
    clear,
    change,
    news,
    minutes,
    redeclare,
  };
}
