import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { eventually } from '../../../collector/pairs/engines/stages/server-process.fake.ts';
import { systemClock } from '../../../core/index.ts';
import type { SmsSettings } from '../../../inventory/index.ts';
import { answerCode } from '../../paging/answer-code.ts';
import type { Channel, ChannelEars, Page, PageToSend } from '../../paging/model.ts';
import { commonOf, never, pageTo } from '../to-send.fake.ts';
import { openSms } from './sms.ts';
import { type FakeModem, fakeModem } from './stages/modem.fake.ts';

const duty = '+8613800138000';
const other = '+8613900139000';
let modem: FakeModem;
let channel: Channel;
let pages: Page[];
let heard: string[];

/** What a page becomes when it went, as the sender writes it. */
const ears: ChannelEars = {
  pages: () => pages,
  note: (id, reference) => change(id, { reference }),
  delivered(id) {
    heard.push(`delivered ${id}`);
    change(id, { state: 'delivered' });
  },
  lost(id, detail) {
    heard.push(`lost ${detail}`);
    change(id, { state: 'failed' });
  },
  acknowledge(id) {
    heard.push(`acknowledged ${id}`);
    return 'used';
  },
};
const change = (id: string, patch: Partial<Page>): void => {
  pages = pages.map((page) => (page.id === id ? { ...page, ...patch } : page));
};
const settings = (patch: Partial<SmsSettings> = {}): SmsSettings => ({
  ...commonOf('sms'),
  kind: 'sms',
  modem: { host: '127.0.0.1', port: modem.port },
  ...{ pin: undefined, centre: undefined, country: '86', parts: 4, reports: true },
  ...patch,
});
const open = (patch: Partial<SmsSettings> = {}): Channel => {
  channel?.close();
  channel = openSms(settings(patch), systemClock, ears);
  return channel;
};
async function send(page: PageToSend) {
  const result = await channel.send(page, never);
  if ('reference' in result)
    pages = [
      {
        ...page.page,
        tries: 1,
        state: result.outcome,
        ...(result.reference === undefined ? {} : { reference: result.reference }),
      },
      ...pages,
    ];
  return result;
}
const quick = <T>(look: () => T): Promise<T> => eventually(async () => look());

beforeAll(async () => {
  modem = await fakeModem();
});
beforeEach(() => {
  [pages, heard] = [[], []];
  modem.took.length = 0;
  open();
});
afterEach(() => {
  Object.assign(modem.with, {
    sim: 'READY',
    pinsLeft: 3,
    registration: 1,
    signal: 20,
    errors: [],
    status: undefined,
    isMute: false,
  });
});
afterAll(async () => {
  channel.close();
  await modem.close();
});

it('a page in Chinese goes in parts under one reference, with the code that answers it in the last one', async () => {
  const page = pageTo(duty);
  const result = await send(page);
  expect(result).toMatchObject({ outcome: 'sent', reference: modem.took.map(({ given }) => given).join(' ') });
  expect(modem.took.length).toBeGreaterThan(1);
  expect(new Set(modem.took.map(({ concat }) => concat?.reference)).size).toBe(1);
  expect(modem.took).toEqual(
    modem.took.map((part) => ({ ...part, coding: 'ucs2', to: duty.slice(1), toType: 0x91, wantsReport: true })),
  );
  const text = modem.took.map((part) => part.text).join('');
  expect(text).toContain(page.subject);
  expect(text.endsWith(`回复 ${answerCode(page.page.code)} 表示由您处理`)).toBe(true);
});

it('a long page is cut before its answer, never in it', async () => {
  open({ parts: 1 });
  await send(pageTo(duty));
  expect(modem.took).toHaveLength(1);
  expect(modem.took[0]?.text).toMatch(/\.\.\.\n回复 \d{6} 表示由您处理$/);
});

it('it is delivered when the report of its last part says so, in whatever order they come', async () => {
  await send(pageTo(duty));
  const { length } = modem.took;
  for (let index = length - 1; index >= 0; index -= 1) {
    expect(heard).toEqual([]);
    modem.report(modem.took.length - length + index, 0);
    if (index > 0) await quick(() => expect(pages[0]?.reference?.split('+').length).toBe(length - index + 1));
  }
  await quick(() => expect(heard).toEqual([`delivered ${pages[0]?.id}`]));
});

it('a report that the network cannot deliver hands the page to the next way', async () => {
  await send(pageTo(duty));
  modem.report(0, 0x41);
  await quick(() => expect(heard).toEqual(['lost the network could not deliver it (TP-Status 0x41)']));
});

it('a network that reports before we know that it went is believed all the same', async () => {
  modem.with.status = 0;
  expect(await send(pageTo(duty))).toMatchObject({ outcome: 'delivered' });
});

it('a reply with the code acknowledges, also without the plus and with words around it; then the memory is empty', async () => {
  const page = pageTo(duty);
  await send(page);
  modem.receive(
    '13800138000',
    `收到，${[...answerCode(page.page.code)].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('')}`,
  );
  await quick(() => expect(heard).toEqual([`acknowledged ${page.page.id}`]));
  await quick(() => expect(modem.stored()).toBe(0));
});

it('a reply from another number, with another code, or with two acknowledges nothing', async () => {
  const page = pageTo(duty);
  await send(page);
  const code = answerCode(page.page.code);
  const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
  modem.receive(other, code);
  modem.receive(duty, wrong);
  modem.receive(duty, `${code} ${wrong}`);
  modem.receive(duty, `1${code}`);
  await quick(() => expect(modem.stored()).toBe(0));
  expect(heard).toEqual([]);
  modem.receive(duty, code);
  await quick(() => expect(heard).toEqual([`acknowledged ${page.page.id}`]));
});

it('who guesses codes is not read any more', async () => {
  const page = pageTo(duty);
  await send(page);
  const code = answerCode(page.page.code);
  for (let index = 1; index <= 10; index += 1)
    modem.receive(duty, String((Number(code) + index) % 1_000_000).padStart(6, '0'));
  modem.receive(duty, code);
  await quick(() => expect(modem.stored()).toBe(0));
  expect(heard).toEqual([]);
});

it('what came while nobody listened is read when the modem is opened again', async () => {
  const page = pageTo(duty);
  await send(page);
  modem.hangUp();
  modem.receive(duty, answerCode(page.page.code));
  expect(await channel.check(never)).toMatchObject({ state: 'good' });
  expect(heard).toEqual([`acknowledged ${page.page.id}`]);
});

it('an error of the network is told in words; a try after it sends the missing parts alone, under the same reference', async () => {
  const page = pageTo(duty);
  modem.with.errors = ['+CMS ERROR: 38'];
  expect(await send(page)).toEqual({ outcome: 'failed', detail: '+CMS ERROR: 38 (the network is out of order)' });
  modem.with.errors = ['', '+CMS ERROR: 42'];
  expect(await send(page)).toEqual({ outcome: 'failed', detail: '+CMS ERROR: 42 (the network is congested)' });
  expect(modem.took).toHaveLength(1);
  expect(await send(page)).toMatchObject({ outcome: 'sent' });
  const parts = modem.took.map(({ concat }) => concat);
  expect(parts.map((concat) => concat?.sequence)).toEqual(parts.map((_, index) => index + 1));
  expect(new Set(parts.map((concat) => concat?.reference)).size).toBe(1);
});

it('a number that is not assigned is refused for good, and so is one that is none', async () => {
  modem.with.errors = ['+CMS ERROR: 1'];
  expect(await send(pageTo(duty))).toMatchObject({ outcome: 'refused' });
  expect(await send(pageTo('duty@city.inner'))).toMatchObject({ outcome: 'refused' });
});

it('a modem that is unplugged in the middle fails the page and serves the next one', async () => {
  await send(pageTo(duty));
  modem.with.isMute = true;
  const sending = send(pageTo(duty, { key: 'second' }));
  modem.hangUp();
  expect(await sending).toMatchObject({ outcome: 'failed' });
  modem.with.isMute = false;
  expect(await send(pageTo(duty, { key: 'third' }))).toMatchObject({ outcome: 'sent' });
});

it('the PIN opens the SIM; a wrong one is tried once, and never when few tries are left', async () => {
  modem.with.sim = 'SIM PIN';
  expect((await open().check(never)).reason.key).toBe('alerts.channel.sms.pin-wanted');
  open({ pin: '9999' });
  expect((await channel.check(never)).reason.key).toBe('alerts.channel.sms.pin-refused');
  expect((await channel.check(never)).reason.key).toBe('alerts.channel.sms.pin-refused');
  expect((await open({ pin: '1234' }).check(never)).reason.key).toBe('alerts.channel.sms.pin-refused');
  expect(modem.pins).toEqual(['9999']);
  modem.with.pinsLeft = 3;
  expect(await open({ pin: '1234' }).check(never)).toMatchObject({ state: 'good' });
});

it.each([
  [{ registration: 5 }, 'good', 'good-signal'],
  [{ signal: 99 }, 'good', 'good'],
  [{ signal: 3 }, 'unknown', 'weak'],
  [{ registration: 2 }, 'bad', 'network-searching'],
  [{ registration: 3 }, 'bad', 'network-denied'],
  [{ registration: 0 }, 'bad', 'network-absent'],
  [{ sim: 'absent' as const }, 'bad', 'sim'],
  [{ sim: 'SIM PUK' as const }, 'bad', 'puk'],
])('health: with %j it is %s (%s)', async (patch, state, name) => {
  Object.assign(modem.with, patch);
  const found = await open().check(never);
  expect([found.state, found.reason.key]).toEqual([state, `alerts.channel.sms.${name}`]);
});

it('a modem that says nothing, and a port that nobody serves, are told apart', async () => {
  modem.with.isMute = true;
  const late = new AbortController();
  const checking = open().check(late.signal);
  setImmediate(() => late.abort());
  expect((await checking).reason.key).toMatch(/^alerts\.channel\.sms\.(mute|unreachable)$/);
  expect((await open({ modem: { host: '127.0.0.1', port: 1 } }).check(never)).reason.key).toBe(
    'alerts.channel.sms.unreachable',
  );
});
