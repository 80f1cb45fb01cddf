import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import type { City } from '../../inventory/index.ts';
import { type RunningCity, startCity } from '../city/running.ts';
import { referenceCity, testCredentials } from '../testing/reference.fake.ts';

let city: City;
let clock: FakeClock;
let running: RunningCity;
const access = { user: 'probe', password: 'right' };

beforeAll(async () => {
  city = await referenceCity();
  clock = new FakeClock(Date.UTC(2026, 2, 4, 2, 0));
  const sites = { access, ports: new Map() };
  running = await startCity({ city, credentials: testCredentials, clock, seed: 3, utcOffsetMs: 28_800_000, sites });
});
beforeEach(async () => {
  running.apply('repair all');
  // Until who serves behind each virtual address is settled.
  await clock.advance(4_000);
});
afterAll(() => running.stop());

/** Where a service answers in the lab. */
function urlOf(serviceId: string): string {
  const { origin, pathname } = new URL(city.services.get(serviceId)?.url ?? '');
  const site = running.sites.get(origin);
  return `http://127.0.0.1:${site?.port}${pathname}`;
}

/** A browser without redirects of its own: each step is seen. */
function browser() {
  const jar = new Map<string, string>();
  async function ask(url: string, form?: Readonly<Record<string, string>>) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      jar.set(name, value);
    }
    const location = response.headers.get('location');
    return { status: response.status, location: location ?? '', text: await response.text() };
  }
  return { ask };
}

/** The whole way to a service: there, to single sign-on, and back with a ticket. */
async function visit(serviceId: string, password = access.password) {
  const { ask } = browser();
  const first = await ask(urlOf(serviceId));
  if (first.status !== 302) return first;
  const form = await ask(first.location);
  if (form.status !== 200) return form;
  const service = /name="service" value="([^"]*)"/.exec(form.text)?.[1] ?? '';
  const posted = await ask(new URL('login', first.location).href, { service, username: access.user, password });
  if (posted.status !== 302) return posted;
  const back = await ask(posted.location);
  return back.status === 302 ? ask(back.location) : back;
}

const broken = expect.objectContaining({ message: 'fetch failed' });

describe('the business services of the lab', () => {
  it('each lets in whom single sign-on knows, and says who answers', async () => {
    for (const { id, system, nameZh, appPairId } of city.services.values()) {
      const { status, text } = system === 'sso' ? await browser().ask(urlOf(id)) : await visit(id);
      expect(status).toBe(200);
      expect(text).toContain(nameZh);
      expect(text).toContain(`fangzhou-lab ${id}`);
      if (system !== 'sso') expect(text).toContain(city.hostPairs.get(appPairId ?? '')?.memberA);
    }
    expect(running.sites.size).toBe(8);
    expect(await visit('jintan-budget', 'wrong')).toMatchObject({ status: 401 });
  });

  it('sends nobody on to another address, and takes a ticket once and for its own service alone', async () => {
    const { ask } = browser();
    const login = `${urlOf('city-sso')}login`;
    const form = { service: 'http://192.0.2.1/', username: access.user, password: access.password };
    expect(await ask(login, form)).toMatchObject({ status: 200, location: '' });
    const budget = urlOf('jintan-budget');
    const { location } = await ask(`${login}?service=${encodeURIComponent(budget)}`);
    expect(location).toContain('?ticket=ST-');
    const stolen = new URL(location).search;
    expect((await browser().ask(`${urlOf('jintan-oa')}${stolen}`)).location).toContain('/sso/login');
    expect((await browser().ask(location)).location).toContain('/sso/login');
  });

  it('breaks as commanded, alone, and is mended', async () => {
    running.apply('service-down jintan-budget');
    running.apply('service-wrong jintan-oa');
    expect(await visit('jintan-budget')).toMatchObject({ status: 503 });
    const wrong = await visit('jintan-oa');
    expect(wrong.status).toBe(200);
    expect(wrong.text).not.toContain('fangzhou-lab');
    expect(await visit('jintan-treasury')).toMatchObject({ status: 200 });
    expect(await visit('liyang-budget')).toMatchObject({ status: 200 });
    running.apply('repair jintan-budget service-down');
    running.apply('repair jintan-oa');
    expect((await visit('jintan-budget')).text).toContain('fangzhou-lab');
    expect((await visit('jintan-oa')).text).toContain('fangzhou-lab');

    running.apply('service-slow jintan-assets 700');
    const slow = browser().ask(urlOf('jintan-assets'));
    let answered = false;
    void slow.then(() => (answered = true));
    await browser().ask(urlOf('jintan-oa'));
    expect(answered).toBe(false);
    await clock.advance(700);
    expect((await slow).status).toBe(302);
  });

  it('cannot be entered while single sign-on is stopped', async () => {
    running.apply('sso-down');
    expect(await visit('wujin-budget')).toMatchObject({ status: 503 });
    expect(await browser().ask(urlOf('wujin-budget'))).toMatchObject({ status: 302 });
    running.apply('repair city-sso');
    expect((await visit('wujin-budget')).text).toContain('fangzhou-lab wujin-budget');
  });

  it('dies with its pair of hosts, and with nothing else', async () => {
    running.apply('down jintan-app-a');
    running.apply('down jintan-app-b');
    await clock.advance(4_000);
    await expect(visit('jintan-budget')).rejects.toEqual(broken);
    expect(await visit('liyang-budget')).toMatchObject({ status: 200 });
    running.apply('repair all');
    await clock.advance(4_000);
    running.apply('down jintan-db-a');
    await clock.advance(4_000);
    expect(await visit('jintan-budget')).toMatchObject({ status: 200 });
    running.apply('down jintan-db-b');
    expect(await visit('jintan-budget')).toMatchObject({ status: 500 });
    running.apply('repair all');
    await clock.advance(4_000);
    running.apply('down jintan-agg-1');
    await clock.advance(4_000);
    await expect(visit('jintan-budget')).rejects.toEqual(broken);
  });

  it('tells figures of its business that move on, until it stands still', async () => {
    const figures = async () => JSON.parse((await browser().ask(`${urlOf('jintan-treasury')}figures.json`)).text);
    const before = await figures();
    expect(before).toMatchObject({ queue: expect.any(Number), today: expect.any(Number) });
    await clock.advance(1_800_000);
    const after = await figures();
    expect(after.today).toBeGreaterThan(before.today);
    expect(Date.parse(after.lastDoneAt)).toBeGreaterThan(Date.parse(before.lastDoneAt));
    expect(Date.parse(after.lastDoneAt)).toBeLessThanOrEqual(clock.now());
    running.apply('service-quiet jintan-treasury');
    await clock.advance(1_800_000);
    expect((await figures()).today).toBe(after.today);
    running.apply('repair all');
    expect((await figures()).today).toBeGreaterThan(after.today);
  });
});
