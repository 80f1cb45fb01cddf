import { expect, it } from 'vitest';
import { mail, openPagerStage, paging, person } from './stage.fake.ts';

const twoWays = () =>
  paging({
    people: ['a', 'b', 'c', 'd'].map((id) => ({
      ...person(id),
      ways: ['sms', 'mail'].map((channelId) => ({ channelId, to: `${id}@city.inner` })),
    })),
    channels: [mail('sms'), mail('mail')],
  });

/** A page that went to who is on call, and what its channel can hear. */
async function told() {
  const stage = await openPagerStage({ paging: twoWays() });
  stage.raise();
  await stage.minutes(1);
  stage.news();
  const ears = stage.earsOf.get('sms');
  const [page] = ears?.pages() ?? [];
  if (ears === undefined || page === undefined) throw new Error('nothing went');
  return { ...stage, ears, page };
}

it('what the channel reports as delivered is told as delivered, with the time', async () => {
  const { ears, page, pager, clock } = await told();
  ears.note(page.id, '7+ 8');
  expect(pager.page(page.id)).toMatchObject({ state: 'sent', reference: '7+ 8' });
  ears.delivered(page.id);
  expect(pager.page(page.id)).toMatchObject({ state: 'delivered', deliveredAt: clock.now() });
});

it('what went and will not arrive goes on by the next way, and the delivery log says why', async () => {
  const { ears, page, pager, minutes, news } = await told();
  ears.lost(page.id, 'switched off');
  await minutes(1);
  expect(news()).toEqual(['raised a']);
  const pages = await pager.deliveries('INC-1');
  expect(pages).toMatchObject([
    { channelId: 'sms', state: 'failed', detail: 'switched off' },
    { channelId: 'mail', state: 'sent' },
  ]);
  ears.lost(page.id, 'again');
  await minutes(1);
  expect(news()).toEqual([]);
});

it('an answer acknowledges once, as the person who was told, who hears of it by the same way', async () => {
  const { ears, page, known, minutes, news } = await told();
  expect(ears.acknowledge(page.id)).toBe('used');
  expect(known.get('INC-1')?.acknowledged?.by).toContain('(a)');
  await minutes(1);
  expect(news()).toEqual(['acknowledged a']);
  expect(ears.acknowledge(page.id)).toBe('used');
  await minutes(1);
  expect(news()).toEqual([]);
});

it('an answer to an incident that is over says so', async () => {
  const { ears, page, clear, minutes } = await told();
  clear();
  await minutes(1);
  expect(ears.acknowledge(page.id)).toBe('over');
});

it('a channel hears of its own pages, and of no page that is older than a link may be', async () => {
  const stage = await told();
  const { ears, page, clock } = stage;
  const other = stage.earsOf.get('mail');
  expect(other?.acknowledge(page.id)).toBeUndefined();
  expect(other?.pages()).toEqual([]);
  clock.jump(3_601_000);
  expect(ears.pages()).toEqual([]);
});

it('nobody is called by telephone to hear that it is over, and who pressed the key hears nothing more', async () => {
  const ways = ['call', 'mail'].map((channelId) => ({ channelId, to: '8001' }));
  const people = ['a', 'b', 'c', 'd'].map((id) => ({ ...person(id), ways }));
  const channels = [mail('call', { kind: 'voice' }), mail('mail')];
  const stage = await openPagerStage({ paging: paging({ people, channels }) });
  stage.raise();
  await stage.minutes(1);
  expect(stage.sent.map(({ channel, event }) => `${channel} ${event}`)).toEqual(['call raised']);
  const ears = stage.earsOf.get('call');
  ears?.acknowledge(ears.pages()[0]?.id ?? '', { hears: true });
  stage.clear();
  await stage.minutes(1);
  expect(stage.sent.map(({ channel, event }) => `${channel} ${event}`)).toEqual(['call raised', 'mail cleared']);
});
