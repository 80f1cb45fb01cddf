import { describe, expect, it } from 'vitest';
import { mail, openPagerStage, paging } from './stage.fake.ts';

const capped = (patch: Parameters<typeof paging>[0] = {}) => ({
  paging: paging({ stormPages: 3, stormSeconds: 600, ...patch }),
});

describe('a storm', () => {
  it('is told in one summary beyond the first few pages: how many of what, the worst by name, at once', async () => {
    const { raise, clock, sent, pager, deliveries } = await openPagerStage(capped());
    for (let n = 1; n <= 200; n += 1) raise(`INC-${n}`, { severity: n === 150 ? 'critical' : 'major' });
    await clock.advance(1_000);
    expect(sent.map(({ event, to }) => `${event} ${to}`)).toEqual([
      'raised a@city.inner',
      'raised a@city.inner',
      'raised a@city.inner',
      'summary a@city.inner',
    ]);
    const summary = sent.at(-1)?.text;
    expect(summary?.subject).toContain('197');
    expect(summary?.body).toMatch(/新发生：197（[^）]*1, [^）]*196）/);
    expect(summary?.body).toContain('INC-150');
    expect(summary?.body.split('\n').filter((line) => line.startsWith('- '))).toHaveLength(11);
    // Each incident's own log says by what it was told.
    const [page] = await pager.deliveries('INC-200');
    expect(page).toMatchObject({ event: 'raised', state: 'sent', toldBy: summary?.page.id });
    expect(deliveries.filter(({ delivered }) => delivered)).toHaveLength(200);
    expect(pager.stats().waiting).toBe(0);
  });

  it('comes again after a minute at the earliest, tells the end after the beginning, and ends with its window', async () => {
    const { raise, clear, clock, minutes, news, sent } = await openPagerStage(capped());
    for (let n = 1; n <= 5; n += 1) raise(`INC-${n}`);
    await clock.advance(1_000);
    expect(news()).toEqual(['raised a', 'raised a', 'raised a', 'summary a']);
    for (const n of [6, 7]) raise(`INC-${n}`);
    for (const n of [1, 4, 6]) clear(`INC-${n}`);
    await clock.advance(50_000);
    expect(news()).toEqual([]);
    await clock.advance(11_000);
    expect(news()).toEqual(['summary a']);
    const { summary } = sent.at(-1)?.text.page ?? {};
    expect(summary?.counts.map(({ event, count }) => `${event} ${count}`)).toEqual(['raised 2', 'cleared 3']);
    expect(summary?.asks).toEqual(['INC-7']);
    for (const n of [2, 3, 5, 7]) clear(`INC-${n}`);
    await minutes(15);
    news();
    raise('INC-8');
    await minutes(1);
    expect(news()).toEqual(['raised a']);
  });

  it('is answered as a whole by the link of its summary', async () => {
    const { raise, clock, sent, pager, known, news } = await openPagerStage(capped());
    for (let n = 1; n <= 9; n += 1) raise(`INC-${n}`);
    await clock.advance(1_000);
    const token = sent.at(-1)?.text.acknowledgeUrl?.split('/a/')[1] ?? '';
    expect(pager.acknowledge(token)?.state).toBe('used');
    expect([...known.values()].filter(({ status }) => status === 'acknowledged').map(({ id }) => id)).toEqual(
      [4, 5, 6, 7, 8, 9].map((n) => `INC-${n}`),
    );
    news();
    await clock.advance(61_000);
    // Whoever answered needs no message about it.
    expect(news()).toEqual([]);
  });

  it('loses nothing by a kill while it waits, while it is under way, or after it went', async () => {
    let isDown = true;
    const answer = () => (isDown ? new Promise<never>(() => {}) : { outcome: 'sent' as const });
    const first = await openPagerStage({ ...capped(), answer });
    for (let n = 1; n <= 8; n += 1) first.raise(`INC-${n}`);
    await first.clock.advance(10);
    await first.pager.stop();
    const second = await openPagerStage({ ...capped(), answer, from: first });
    await second.clock.advance(1_500);
    await second.pager.stop();
    isDown = false;
    const third = await openPagerStage({ ...capped(), from: first });
    await third.clock.advance(2_000);
    const told = third.sent.flatMap(({ event, text }) =>
      event === 'summary' ? (text.page.summary?.asks ?? []) : text.incident.id,
    );
    expect(told.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((n) => `INC-${n}`));
    await third.pager.stop();
    const fourth = await openPagerStage({ ...capped(), from: first });
    await fourth.minutes(5);
    expect(fourth.news()).toEqual([]);
  });

  it('goes by the next way when its channel fails, and all that it tells with it', async () => {
    const { raise, minutes, sent, pager } = await openPagerStage({
      ...capped({ channels: [mail('mail', { otherwiseId: 'second' }), mail('second')] }),
      answer: ({ page }) =>
        page.event === 'summary' && page.channelId === 'mail'
          ? { outcome: 'refused', detail: '550 no' }
          : { outcome: 'sent' },
    });
    for (let n = 1; n <= 6; n += 1) raise(`INC-${n}`);
    await minutes(1);
    expect(sent.map(({ channel, event }) => `${event} ${channel}`)).toEqual([
      'raised mail',
      'raised mail',
      'raised mail',
      'summary second',
    ]);
    expect(await pager.deliveries('INC-6')).toMatchObject([{ state: 'sent', toldBy: sent[3]?.text.page.id }]);
  });

  it('does not keep systems from hearing of each', async () => {
    const { raise, clock, sent } = await openPagerStage(
      capped({ channels: [mail('mail'), mail('log', { kind: 'syslog', severities: ['critical'] })] }),
    );
    for (let n = 1; n <= 20; n += 1) raise(`INC-${n}`);
    await clock.advance(1_000);
    expect(sent.filter(({ channel }) => channel === 'log')).toHaveLength(20);
  });
});
