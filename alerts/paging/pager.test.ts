import { describe, expect, it } from 'vitest';
import { local, mail, openPagerStage, paging, person } from './stage.fake.ts';

describe('the pager', () => {
  it('tells who is on call, then who is above, until somebody acknowledges; all of them hear that and the end', async () => {
    const { raise, minutes, news, pager, clear, change, known, clock } = await openPagerStage();
    raise();
    await minutes(1);
    expect(news()).toEqual(['raised a']);
    await minutes(10);
    expect(news()).toEqual(['escalated a', 'escalated d']);
    const before = known.get('INC-1');
    if (before === undefined) throw new Error('no incident');
    change({ ...before, status: 'acknowledged', acknowledged: { by: 'x', at: clock.now(), note: '' } }, 'acknowledged');
    await minutes(50);
    expect(news()).toEqual(['acknowledged a', 'acknowledged d']);
    await minutes(15);
    expect(news()).toEqual(['reminded a']);
    clear();
    await minutes(120);
    expect(news()).toEqual(['cleared a', 'cleared d']);
    expect(pager.stats()).toEqual({ waiting: 0, sent: 8, failed: 0 });
  });

  it('tells whoever is on call at the time of the step', async () => {
    const { raise, minutes, news, clock } = await openPagerStage();
    await clock.advance(local('2026-01-12 08:25') - clock.now());
    raise();
    await minutes(11);
    expect(news()).toEqual(['raised a', 'escalated b', 'escalated d']);
  });

  it('goes on to the next step at once where nobody is on call', async () => {
    const { raise, minutes, news } = await openPagerStage({
      paging: paging({ people: [person('a', ['2026-01-05']), person('d')] }),
    });
    raise();
    await minutes(1);
    expect(news()).toEqual(['escalated d']);
  });

  it('tells nobody of what is not severe enough, and begins when it becomes so', async () => {
    const { raise, minutes, news, pager, known } = await openPagerStage();
    const before = raise('INC-1', { severity: 'minor' });
    await minutes(30);
    expect(news()).toEqual([]);
    const worse = { ...before, severity: 'critical' as const };
    known.set('INC-1', worse);
    pager.changed(worse);
    await minutes(1);
    expect(news()).toEqual(['raised a']);
  });

  it('tells nobody while an incident is silenced, and goes on where it was when that is over', async () => {
    const { raise, minutes, news, pager, known, clear } = await openPagerStage();
    const silenced = { id: 'SI-1', by: 'x', until: 0, reason: 'r' };
    const before = raise('INC-1', { silenced });
    raise('INC-2');
    await minutes(5);
    expect(news()).toEqual(['raised a']);
    const second = known.get('INC-2');
    if (second === undefined) throw new Error('no incident');
    known.set('INC-2', { ...second, silenced });
    await minutes(60);
    expect(news()).toEqual([]);
    known.set('INC-2', second);
    const awake = { ...before, silenced: undefined };
    known.set('INC-1', awake);
    pager.changed(awake);
    await minutes(1);
    expect(news()).toEqual(['raised a', 'escalated a', 'escalated d']);
    known.set('INC-2', { ...second, silenced });
    clear('INC-2');
    await minutes(1);
    expect(news()).toEqual(['cleared a', 'cleared d']);
  });

  it('tells systems of every event of the severities that they want', async () => {
    const { raise, clear, minutes, news } = await openPagerStage({
      paging: paging({ channels: [mail('mail'), mail('log', { kind: 'syslog', severities: ['critical'] })] }),
    });
    raise('INC-1');
    raise('INC-2', { severity: 'minor' });
    await minutes(1);
    clear('INC-1');
    await minutes(1);
    expect(news().toSorted()).toEqual(['cleared a', 'cleared log', 'raised a', 'raised log']);
  });

  it('tries again with longer waits, then goes by the channel that stands in, and says so', async () => {
    let tries = 0;
    const { raise, minutes, news, deliveries, pager } = await openPagerStage({
      paging: paging({ channels: [mail('mail', { otherwiseId: 'second' }), mail('second')] }),
      answer: ({ page }) => {
        if (page.channelId !== 'mail') return { outcome: 'sent' };
        tries += 1;
        return { outcome: 'failed', detail: '451 later' };
      },
    });
    raise();
    await minutes(1);
    expect(tries).toBe(3);
    expect(news()).toEqual(['raised a']);
    expect(deliveries.map(({ channel, delivered, detail }) => [channel, delivered, detail])).toEqual([
      ['mail → a', false, '451 later'],
      ['second → a', true, ''],
    ]);
    const [first, second] = await pager.deliveries('INC-1');
    expect(first).toMatchObject({ state: 'failed', tries: 3, wentOnAs: second?.id });
    expect(second).toMatchObject({ state: 'sent', channelId: 'second' });
  });

  it('does not repeat what was refused for good, and one recipient does not hold up another', async () => {
    const { raise, minutes, news, pager } = await openPagerStage({
      answer: ({ page }) =>
        page.to.startsWith('a@') ? { outcome: 'refused', detail: '550 nobody' } : { outcome: 'sent' },
    });
    raise();
    await minutes(11);
    expect(news()).toEqual(['escalated d']);
    expect(pager.channels()[0]).toMatchObject({ sent: 1, failed: 2, lastFailure: { detail: '550 nobody' } });
  });

  it('sends no more in a minute than the channel may take, and loses none', async () => {
    const { raise, minutes, clock, sent } = await openPagerStage({
      paging: paging({ channels: [mail('mail', { perMinute: 6 })] }),
    });
    for (let n = 1; n <= 20; n += 1) raise(`INC-${n}`);
    await clock.advance(1_000);
    expect(sent.length).toBe(6);
    await clock.advance(30_000);
    expect(sent.length).toBe(9);
    await minutes(3);
    expect(sent.filter(({ event }) => event === 'raised').length).toBe(20);
  });

  it('tells the worst first, and what is broken before what is over', async () => {
    const { raise, clear, clock, sent } = await openPagerStage({
      paging: paging({ channels: [mail('mail', { perMinute: 4 })] }),
    });
    for (let n = 1; n <= 4; n += 1) raise(`INC-${n}`, { severity: 'major' });
    await clock.advance(1_000);
    clear('INC-1');
    raise('INC-5', { severity: 'major' });
    raise('INC-6');
    await clock.advance(60_000);
    expect(sent.slice(4).map(({ event, text }) => `${event} ${text.incident.id}`)).toEqual([
      'raised INC-6',
      'raised INC-5',
      'cleared INC-1',
    ]);
  });

  it('keeps the order of what it tells one person of one incident', async () => {
    let isDown = true;
    const { raise, clear, minutes, news } = await openPagerStage({
      paging: paging({ channels: [mail('mail', { attempts: 20 })] }),
      answer: () => (isDown ? { outcome: 'failed', detail: 'ECONNREFUSED' } : { outcome: 'sent' }),
    });
    raise();
    await minutes(1);
    clear();
    await minutes(1);
    isDown = false;
    await minutes(10);
    expect(news()).toEqual(['raised a', 'cleared a']);
  });

  it('goes on after a kill at any moment: what was written goes out, and what went out does not again', async () => {
    const first = await openPagerStage({ answer: () => new Promise(() => {}) });
    first.raise();
    await first.clock.advance(10);
    expect(first.news()).toEqual([]);
    const second = await openPagerStage({ from: first });
    await second.minutes(1);
    expect(second.news()).toEqual(['raised a']);
    const third = await openPagerStage({ from: first });
    await third.minutes(8);
    expect(third.news()).toEqual([]);
    await third.minutes(3);
    expect(third.news()).toEqual(['escalated a', 'escalated d']);
  });

  it('begins with open incidents that nobody was told of, and ends what is over', async () => {
    const first = await openPagerStage();
    first.raise();
    await first.minutes(1);
    await first.pager.stop();
    const known = new Map(first.known);
    const [old] = known.values();
    if (old === undefined) throw new Error('no incident');
    known.set('INC-1', { ...old, status: 'cleared', clearedAt: first.clock.now() });
    known.set('INC-2', { ...old, id: 'INC-2', root: { kind: 'link', id: 'F24' } });
    const second = await openPagerStage({ from: { ...first, known } });
    await second.minutes(1);
    expect(second.news()).toEqual(['raised a', 'cleared a']);
  });

  it('sends all the same while the disk takes nothing', async () => {
    const { raise, minutes, news, store } = await openPagerStage();
    store.breakWith('disk-full');
    raise();
    await minutes(1);
    expect(news()).toEqual(['raised a']);
  });

  it('tells a receiver that forgets each minute of what is open, and of nothing else', async () => {
    const am = mail('am', { kind: 'alertmanager', severities: ['critical'] });
    const { raise, clear, clock, renewals } = await openPagerStage({ paging: paging({ channels: [am] }) });
    raise('INC-1');
    raise('INC-2', { severity: 'minor' });
    await clock.advance(61_000);
    clear('INC-1');
    await clock.advance(60_000);
    expect(renewals).toEqual([[], ['INC-1'], []]);
  });

  it('asks first where two share the sending', async () => {
    const asked: string[] = [];
    let verdict: 'send' | 'sent' | 'wait' = 'wait';
    const { raise, minutes, news, pager } = await openPagerStage({
      gate: {
        async ask({ key }) {
          asked.push(key);
          return verdict;
        },
        async sent() {},
      },
    });
    raise();
    await minutes(1);
    expect([news(), pager.stats().waiting]).toEqual([[], 1]);
    verdict = 'sent';
    await minutes(1);
    expect([news(), pager.stats().waiting]).toEqual([[], 0]);
    expect(new Set(asked)).toEqual(new Set(['F23 raised > raised 0.0.0 a mail']));
  });

  it('pages of a channel that is declared no more go by another way', async () => {
    const { raise, minutes, news, redeclare } = await openPagerStage({
      answer: ({ page }) => (page.channelId === 'mail' ? { outcome: 'failed', detail: 'no' } : { outcome: 'sent' }),
      paging: paging({ channels: [mail('mail', { attempts: 20 })] }),
    });
    raise();
    await minutes(1);
    const people = ['a', 'd'].map((id) => ({ ...person(id), ways: [{ channelId: 'new', to: `${id}@city.inner` }] }));
    redeclare(paging({ people, channels: [mail('new')] }));
    await minutes(1);
    expect(news()).toEqual(['raised a']);
  });
});

describe('a link in a message', () => {
  const linkOf = (text: string | undefined) => text?.split('/a/')[1] ?? '';

  it('acknowledges once, without telling the one who did so, and says who it was', async () => {
    const { raise, minutes, news, sent, pager, known } = await openPagerStage();
    raise();
    await minutes(11);
    news();
    const token = linkOf(sent[0]?.text.acknowledgeUrl);
    expect(pager.look(token)).toMatchObject({ state: 'open', language: 'zh-CN' });
    expect(pager.acknowledge(token)?.state).toBe('used');
    expect(known.get('INC-1')?.acknowledged?.by).toBe('a 值班 (a)');
    await minutes(1);
    expect(news()).toEqual(['acknowledged d']);
    expect(pager.acknowledge(token)?.state).toBe('used');
    const [page] = await pager.deliveries('INC-1');
    expect([page?.seenAt, page?.acknowledgedAt].every((at) => at !== undefined)).toBe(true);
  });

  it('ends after its time, says that an incident is over, and cannot be made by hand', async () => {
    const { raise, clear, minutes, sent, pager } = await openPagerStage();
    raise();
    await minutes(1);
    const token = linkOf(sent[0]?.text.acknowledgeUrl);
    const [code, end, mac = ''] = token.split('.');
    for (const forged of ['', 'x', token.slice(1), `${code}.zzzzzz.${mac}`, `${code}.${end}.${'A'.repeat(43)}`])
      expect(pager.acknowledge(forged)).toBeUndefined();
    clear();
    expect(pager.acknowledge(token)?.state).toBe('over');
    await minutes(61);
    expect(pager.acknowledge(token)?.state).toBe('expired');
  });

  it('is good after a restart, and is in no message where nobody said where the page is reached', async () => {
    const first = await openPagerStage();
    first.raise();
    await first.minutes(1);
    const token = linkOf(first.sent[0]?.text.acknowledgeUrl);
    await first.pager.stop();
    const second = await openPagerStage({ from: first });
    expect(second.pager.acknowledge(token)?.state).toBe('used');
    const without = await openPagerStage({ paging: paging({ url: undefined }) });
    without.raise();
    await without.minutes(1);
    expect(without.sent[0]?.text.acknowledgeUrl).toBeUndefined();
    expect(without.sent[0]?.text.body).not.toContain('http');
  });
});

it('a test goes to one person and says that it is one', async () => {
  const { pager, minutes, sent } = await openPagerStage();
  expect(pager.test('mail', 'nobody')).toBeUndefined();
  const page = pager.test('mail', 'b');
  await minutes(1);
  expect(sent.map(({ to, text }) => [to, text.subject])).toEqual([
    ['b@city.inner', '【方舟】测试：通道 mail 可以送达'],
  ]);
  expect(pager.page(page?.id ?? '')?.state).toBe('sent');
});

it('a message says what is broken, since when by the city’s clock, what to do, and how to answer', async () => {
  const { raise, minutes, sent } = await openPagerStage({
    paging: paging({ people: [{ ...person('a'), language: 'en' }, person('d')] }),
  });
  raise('INC-7', { affected: [{ kind: 'point', id: 'rulin-1' }] });
  await minutes(11);
  const [english, , chinese] = sent.map(({ text }) => text);
  expect(english?.subject).toBe('[Fangzhou] critical INC-7: Link F23 of point p (儒林) is down: x to y');
  expect(english?.body).toMatch(
    /Since 2026-01-05 09:00:00 \(Asia\/Shanghai\)\nAffected points: 1 \(rulin-1\), devices: 0\n/,
  );
  expect(english?.body).toMatch(/What to do: Check the power/);
  expect(english?.body).toMatch(
    /I take care of it: http:\/\/fz\.inner:8080\/a\/[\w.-]+\nMore: http:\/\/fz\.inner:8080\/incidents\/INC-7\n$/,
  );
  expect(chinese?.subject).toContain('无人确认');
});
