import { message, seededRandom } from '../../../core/index.ts';
import type { City } from '../../../inventory/index.ts';
import { calendarDefaults, loadInventory } from '../../../inventory/index.ts';
import type { RecordedState } from '../../availability/timeline.ts';
import type { Report } from '../model.ts';
import { readPeriod } from '../period.ts';
import { buildUptimeReport, type UptimeInput } from './build.ts';
import type { History } from './history.ts';
import { elementsOf, type ScopeWish } from './scope.ts';

/** The reference city, whose secrets nobody needs here. */
export async function referenceCity(): Promise<City> {
  const env = new Proxy(
    {},
    {
      get: () => 'x'.repeat(40),
      getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: 'x'.repeat(40) }),
    },
  );
  const read = await loadInventory({ source: 'inventory/city', env });
  if (!read.ok) throw new Error(`the reference city is broken: ${read.mistakes[0]?.file}`);
  return read.value.city;
}

/** What a state is told with; of services these are the words of probes, which need their own. */
const upWords = (kind: string): string =>
  kind === 'view' || kind === 'service' ? 'report.reason-lost' : `audit.${kind}.up`;

/** A living history: each element goes down now and then, some are degraded, some unseen. */
export function livingHistory(options: {
  readonly subjects: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly seed?: number;
  /** Failures of one element in the whole time, on average. */
  readonly failures?: number;
}): History {
  const { subjects, from, to, seed = 7, failures = 3 } = options;
  const random = seededRandom(seed);
  const records = new Map<string, readonly RecordedState[]>();
  let sequence = 0;
  for (const subject of subjects) {
    const story: RecordedState[] = [];
    const add = (at: number, state: RecordedState['state'], key: string, params?: Record<string, string>): void => {
      sequence += 1;
      story.push({ sequence, at: Math.floor(at), state, reason: message(key, params) });
    };
    const kind = subject.split(' ')[0] ?? '';
    add(from - 3_600_000 * random(), 'up', upWords(kind));
    const times = Array.from({ length: Math.floor(random() * 2 * failures) }, () => from + random() * (to - from)).sort(
      (a, b) => a - b,
    );
    for (const at of times) {
      const lengthMs = 60_000 + random() ** 4 * 36_000_000;
      if (random() < 0.25) add(at, 'degraded', upWords(kind));
      else if (random() < 0.2) add(at, 'unknown', 'audit.stale');
      else if (kind === 'link') add(at, 'down', 'audit.link.down', { a: 'agg-1 ge-1-1', b: 'utm wan1' });
      else if (kind === 'view' || kind === 'service')
        add(at, 'down', 'services.view.path', { elements: 'jintan-agg-1' });
      else add(at, 'down', 'audit.point.links-down', { links: 'F01' });
      add(at + lengthMs, 'up', upWords(kind));
    }
    records.set(subject, story);
  }
  return { records, unwatched: [] };
}

/** A whole report of the reference city over October 2026. */
export async function sampleReport(
  change: Partial<UptimeInput> & { readonly failures?: number } = {},
  build: (input: UptimeInput) => Report = buildUptimeReport,
): Promise<Report> {
  const city = change.city ?? (await referenceCity());
  const scope: ScopeWish = change.scope ?? { kind: 'district', id: 'jintan' };
  const period = readPeriod({ from: '2026-10', to: '2026-10', timeZone: 'Asia/Shanghai', now: Date.UTC(2026, 10, 2) });
  if (!period.ok) throw new Error('the period is wrong');
  const { points, links } = elementsOf(city, scope);
  const subjects = [...points.map(({ id }) => `point ${id}`), ...links.map(({ id }) => `link ${id}`)];
  const { failures = 3, ...rest } = change;
  return build({
    city,
    scope,
    period,
    timeZone: 'Asia/Shanghai',
    language: 'zh-CN',
    target: 0.999,
    calendar: calendarDefaults,
    maintenance: [],
    windows: [],
    pollPeriodSeconds: 60,
    staleAfterSeconds: 180,
    history: livingHistory({ subjects, ...period, failures }),
    placeOf: (_subject, span) => span.sequence,
    evidence: { records: 0, complete: true },
    id: 'uptime-district-jintan-20261001-20261031-0000abcd',
    madeAt: Date.UTC(2026, 10, 1, 1),
    madeBy: 'admin',
    version: '0.1.0',
    register: new Map(),
    previous: undefined,
    head: {
      origin: 'city.fangzhou/ledger/1a2b3c4d',
      size: 184_213,
      root: 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=',
      checkpoint: '',
    },
    ...rest,
  });
}
