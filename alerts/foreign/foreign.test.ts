import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { render, silentLog } from '../../core/index.ts';
import type { AlertmanagerInletSettings } from '../../inventory/index.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { incidentTexts } from '../incident-texts.ts';
import { createStage, smallCity } from '../stage.fake.ts';
import { foreignLimits } from './model.ts';
import { plain, readPayload } from './payload.ts';
import { createForeignAlerts } from './register.ts';

const hour = 3_600_000;
const rules: AlertmanagerInletSettings = {
  ...{ token: 'x'.repeat(16), silentAfterSeconds: 5 * 3_600, otherwise: 'major' },
  severities: new Map([['sev-1', 'critical']]),
};

const alert = (labels: Readonly<Record<string, string>>, patch: object = {}) => ({
  ...{ status: 'firing', labels: { alertname: 'DiskFull', ...labels }, annotations: { summary: 'disk is full' } },
  ...{ startsAt: '2026-01-05T00:00:00Z', endsAt: '0001-01-01T00:00:00Z', fingerprint: 'f' },
  ...patch,
});
const body = (...alerts: readonly object[]) => ({ version: '4', status: 'firing', alerts });

async function stage(from: { clock?: FakeClock; store?: ReturnType<typeof createFakeStore> } = {}) {
  const clock = from.clock ?? new FakeClock();
  const store = from.store ?? createFakeStore({ kinds: [], clock });
  let decides = true;
  const { alerts, open, states, city, rounds, nature } = await createStage({ clock, store });
  const foreign = createForeignAlerts({
    ...{ engine: alerts, states, store, clock, log: silentLog, settings: () => rules, decides: () => decides },
  });
  await foreign.start();
  const stop = () => {
    decides = false;
  };
  return { clock, store, foreign, open, city, rounds, nature, stop, alerts };
}

describe('an alert of an Alertmanager', () => {
  it('is an incident at the element that its labels name, once, until it is over', async () => {
    const { foreign, open } = await stage();
    const [link] = smallCity().links.keys();
    expect(foreign.take(body(alert({ link: link ?? '', severity: 'warning' })))).toEqual({
      ...{ ok: true, taken: 1, beyond: 0 },
    });
    foreign.take(body(alert({ link: link ?? '', severity: 'warning' })));
    const topic = expect.stringMatching(/^DiskFull [0-9a-f]{8}$/);
    expect(open()).toMatchObject([
      { condition: 'foreign-alert', severity: 'minor', root: { kind: 'link', id: link }, topic },
    ]);
    expect(render(incidentTexts.en, open()[0]?.summary ?? { key: '' })).toBe('DiskFull: disk is full');
    foreign.take(body(alert({ link: link ?? '', severity: 'warning' }, { status: 'resolved' })));
    expect(open()).toEqual([]);
    expect(foreign.standing()).toMatchObject({ open: 0, taken: 3 });
  });

  it.each([
    ['a device by its address and port', (address: string) => ({ instance: `${address}:9100` }), 'device'],
    ['the city, where nothing of it is named', () => ({ instance: 'db-7:9187' }), 'district'],
  ])('is of %s', async (_, labels, kind) => {
    const { foreign, open, city } = await stage();
    const [device] = city.devices.values();
    // Where all have one address no one device is meant.
    const same = [...city.devices.values()].filter(({ address }) => address === device?.address).length;
    foreign.take(body(alert(labels(device?.address ?? ''))));
    expect(open().map(({ root }) => root.kind)).toEqual([same === 1 ? kind : 'district']);
  });

  it('is as bad as the settings say of its word, else as the word usually means, else as they say of unknown ones', async () => {
    const { foreign, open } = await stage();
    const words = ['SEV-1', 'critical', 'warning', 'info', 'constructor', ''];
    foreign.take(body(...words.map((severity) => alert({ severity, of: severity }))));
    const found = open().map(({ severity }) => severity);
    expect(found.toReversed()).toEqual(['critical', 'critical', 'minor', 'info', 'major', 'major']);
  });

  it('that is not repeated in time is over and says so; a repetition keeps it open', async () => {
    const { foreign, open, clock, alerts } = await stage();
    foreign.take(body(alert({ of: 'a' }), alert({ of: 'b' })));
    await clock.advance(4 * hour);
    foreign.take(body(alert({ of: 'a' })));
    await clock.advance(2 * hour);
    expect(open()).toHaveLength(1);
    const over = alerts.list().find(({ status }) => status === 'cleared');
    expect(over?.history.at(-1)).toMatchObject({ what: 'cleared', message: { key: 'alerts.not-repeated' } });
    expect(foreign.standing().silent).toBe(1);
  });

  it('that says how long it is good is over then', async () => {
    const { foreign, open, clock } = await stage();
    foreign.take(body(alert({}, { endsAt: new Date(clock.now() + 60_000).toISOString() })));
    expect(open()).toHaveLength(1);
    await clock.advance(70_000);
    expect(open()).toEqual([]);
  });

  it('stays the same incident over a restart, has its whole time again, and ends', async () => {
    const before = await stage();
    before.foreign.take(body(alert({ of: 'a' })));
    const [first] = before.open();
    before.foreign.stop();
    before.stop();
    await before.clock.advance(4 * hour);
    const { foreign, open, clock } = await stage(before);
    await clock.advance(4 * hour);
    foreign.take(body(alert({ of: 'a' })));
    expect(open().map(({ id }) => id)).toEqual([first?.id]);
    foreign.take(body(alert({ of: 'a' }, { status: 'resolved' })));
    expect(open()).toEqual([]);
  });

  it('beyond what is kept is counted, and one incident says so until there is room', async () => {
    const { foreign, open } = await stage();
    const many = (from: number, count: number, patch = {}) =>
      body(...Array.from({ length: count }, (_, n) => alert({ n: String(from + n) }, patch)));
    foreign.take(many(0, foreignLimits.open));
    expect(foreign.take(many(10_000, 3))).toMatchObject({ beyond: 3 });
    expect(open()).toHaveLength(foreignLimits.open + 1);
    expect(open().filter(({ topic }) => topic === 'overflow')).toHaveLength(1);
    foreign.take(many(0, 10, { status: 'resolved' }));
    expect(open()).toHaveLength(foreignLimits.open - 10);
  });

  it('of Fangzhou itself that comes back is not taken, for it would never end', async () => {
    const { foreign, open } = await stage();
    foreign.take(body(alert({ source: 'fangzhou', incident: 'INC-1' })));
    expect(open()).toEqual([]);
    expect(foreign.standing()).toMatchObject({ own: 1, taken: 0 });
  });

  it('is not hidden behind an outage, for it ends when its own system says so', async () => {
    const { foreign, open, rounds, nature, city } = await stage();
    await rounds(2);
    const link = [...city.links.values()][0];
    foreign.take(body(alert({ device: link?.b.deviceId ?? '' })));
    nature.cut.add(link?.id ?? '');
    await rounds(5);
    expect(open().map(({ condition }) => condition)).toEqual(expect.arrayContaining(['link-down', 'foreign-alert']));
  });

  it('is not taken by a standby', async () => {
    const { foreign, open, stop } = await stage();
    stop();
    expect(foreign.take(body(alert({})))).toEqual({ ok: false, refusal: 'standby' });
    expect(open()).toEqual([]);
  });
});

describe('a message of an Alertmanager', () => {
  it.each([
    ['not-json', 'text'],
    ['not-json', [body()]],
    ['version', { alerts: [] }],
    ['alerts', { version: '4', alerts: {} }],
    ['alert', body({ status: 'burning', labels: { a: 'b' } })],
    ['alert', body({ status: 'firing', labels: { a: 1 } })],
    ['alert', body({ status: 'firing', labels: {} })],
    ['many', body(...Array.from({ length: foreignLimits.alerts + 1 }, () => alert({})))],
  ])('is refused as a whole: %s', async (refusal, wrong) => {
    const { foreign, open } = await stage();
    expect(foreign.take(wrong)).toEqual({ ok: false, refusal });
    expect(foreign.standing().refused).toEqual({ [refusal]: 1 });
    expect(open()).toEqual([]);
  });

  it('has texts that are one short line, and never the key of a text of ours', () => {
    expect(plain('a\u0000b\u202e\n c', 20)).toBe('a b c');
    expect(plain('盘'.repeat(50), 10)).toBe(`${'盘'.repeat(9)}…`);
    expect(plain('key:alerts.folded', 50)).toBe('key：alerts.folded');
    const read = readPayload(body(alert({ long: 'x'.repeat(100_000), ...manyLabels }, { annotations: {} })));
    if (!read.ok) throw new Error(read.refusal);
    expect(read.alerts[0]?.labels.size).toBe(foreignLimits.labels);
    expect(
      [...(read.alerts[0]?.labels.values() ?? [])].every((text) => text.length <= foreignLimits.valueCharacters),
    ).toBe(true);
  });
});

const manyLabels = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`n${n}`, 'v']));
