import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { linkHintOf } from './link-words.ts';
import { maxMessageOctets, readSyslog } from './read-syslog.ts';
import { syslogFaults } from './syslog-message.ts';

const read = (text: string | Buffer) => readSyslog(Buffer.from(text));

describe('a message of RFC 5424', () => {
  it('is read whole', () => {
    const data = '[origin ip="10.1.1.1" note="a \\"b\\] c"][x@1 y="z"]';
    const text = `<165>1 2026-01-05T16:00:00.123456+08:00 utm-1 ifmgr 812 LINK ${data} \ufeff光纤 断开`;
    expect(read(text)).toEqual({
      ok: true,
      message: {
        format: 'rfc5424',
        facility: 'local4',
        severity: 'notice',
        sentAt: '2026-01-05T08:00:00.123Z',
        host: 'utm-1',
        app: 'ifmgr',
        procId: '812',
        messageId: 'LINK',
        data,
        text: '光纤 断开',
      },
    });
  });

  it('of nil values only has a priority and nothing else', () => {
    const reading = read('<0>1 - - - - - -');
    expect(reading).toMatchObject({ ok: true, message: { facility: 'kern', severity: 'emergency', text: '' } });
    expect(Object.values(reading.message ?? {}).filter((value) => value === undefined)).toHaveLength(6);
  });

  it.each([
    ['<13>1 yesterday host app - - - text', 6],
    ['<13>1 2026-13-05T08:00:00Z host app - - - text', 6],
    ['<13>1 2026-02-31T08:00:00Z host app - - - text', 6],
    ['<13>1 2026-02-01T24:00:00Z host app - - - text', 6],
    ['<13>1 - host app - - [x y="z text', 21],
    ['<13>1 - host app - - "x" text', 21],
    ['<13>1 -  app - - - text', 8],
    [`<13>1 - ${'h'.repeat(256)} app - - - text`, 8],
    ['<13>1 - host', 8],
  ])('%s is kept, and its header is named at octet %i', (text, octet) => {
    expect(read(text)).toMatchObject({ ok: false, fault: 'bad-header', octet, message: { severity: 'notice' } });
  });
});

describe('a message of RFC 3164 whose time cannot be', () => {
  it.each([
    ['Feb 31 08:00:00', 'Feb 31 08:00:00'],
    ['Jan  0 08:00:00', 'Jan  0 08:00:00'],
    ['Feb 29 2027 08:00:00', 'Feb 29 2027 08:00:00'],
    ['Jun 15 24:00:00', 'Jun 15 24:00:00'],
    ['Jun 15 12:60:61', 'Jun 15 12:60:61'],
    ['2026-13-45 25:61:99', '2026-13-45 25:61:99'],
  ])('%s is kept with all that it says, and its time is named and not believed', (time, written) => {
    expect(read(`<189>${time} sw-1 ifmgr[7]: port 3 went down`)).toMatchObject({
      ok: false,
      fault: 'bad-time',
      octet: 5,
      detail: `its time "${written}" cannot be and was not believed`,
      message: { sentAt: undefined, host: 'sw-1', app: 'ifmgr', procId: '7', text: 'port 3 went down' },
    });
  });

  it('of a leap day without a year is believed', () => {
    expect(read('<13>Feb 29 08:00:00 sw-1 app: text')).toMatchObject({ ok: true });
  });
});

describe('a message of RFC 3164 or a dialect', () => {
  const bsd = { format: 'bsd', facility: 'local7', severity: 'notice' };

  it.each([
    [
      '<189>Jan  5 2026 08:00:00 HUAWEI %%01IFNET/4/LINK_STATE(l)[12]:The line protocol IP on the interface GigabitEthernet0/0/1 has entered the DOWN state.',
      {
        sentAt: 'Jan  5 2026 08:00:00',
        host: 'HUAWEI',
        app: '%%01IFNET/4/LINK_STATE',
        procId: '12',
        hint: { word: 'down', interfaceName: 'GigabitEthernet0/0/1' },
      },
    ],
    [
      '<189>Jan  5 2026 08:00:00+08:00 S5735 %%01IFPDT/4/IF_STATE(l)[3]:Interface GigabitEthernet0/0/24 has turned into UP state.',
      { host: 'S5735', hint: { word: 'up', interfaceName: 'GigabitEthernet0/0/24' } },
    ],
    [
      '<189>Jan  5 08:00:00 2026 H3C %%10IFNET/3/PHY_UPDOWN: Physical state on the interface GigabitEthernet1/0/1 changed to down.',
      {
        sentAt: 'Jan  5 08:00:00 2026',
        host: 'H3C',
        app: '%%10IFNET/3/PHY_UPDOWN',
        hint: { word: 'down', interfaceName: 'GigabitEthernet1/0/1' },
      },
    ],
    [
      '<189>Jan  5 08:00:00 2026 H3C %%10IFNET/5/LINK_UPDOWN(l): GigabitEthernet1/0/2 link status is UP',
      { host: 'H3C', hint: { word: 'up', interfaceName: 'GigabitEthernet1/0/2' } },
    ],
    [
      '<189>Jan  5 08:00:00 Ruijie %LINK-3-UPDOWN: Interface GigabitEthernet 0/1, changed state to down.',
      { host: 'Ruijie', app: '%LINK-3-UPDOWN', hint: { word: 'down', interfaceName: 'GigabitEthernet0/1' } },
    ],
    [
      '<189>45: *Mar  1 00:00:00.123: %LINK-3-UPDOWN: Interface GigabitEthernet0/1, changed state to down',
      {
        sentAt: 'Mar  1 00:00:00.123',
        host: undefined,
        app: '%LINK-3-UPDOWN',
        hint: { word: 'down', interfaceName: 'GigabitEthernet0/1' },
      },
    ],
    [
      '<189>46: Mar  1 00:00:01.007 CST: %LINEPROTO-5-UPDOWN: Line protocol on Interface TenGigabitEthernet1/1/1, changed state to up',
      { host: undefined, hint: { word: 'up', interfaceName: 'TenGigabitEthernet1/1/1' } },
    ],
    [
      '<189>47: Mar  1 00:00:01: %LINK-5-CHANGED: Interface Vlan10, changed state to administratively down',
      { hint: { word: 'down', interfaceName: 'Vlan10' } },
    ],
    [
      '<189>Jan  5 08:00:00 host sshd[311]: Failed password for root',
      { host: 'host', app: 'sshd', procId: '311', text: 'Failed password for root', hint: undefined },
    ],
    [
      '<189>date=2026-01-05 time=08:00:00 devname="utm-1" logid="0100032001" level="notice" msg="Interface up"',
      { host: undefined, app: undefined, sentAt: undefined, hint: undefined },
    ],
    ['<189>just words', { text: 'just words', app: undefined }],
    ['<189>su: nobody became root', { app: 'su', text: 'nobody became root' }],
    ['<189>2026-01-05T08:00:00+08:00 relay app: text', { host: 'relay', app: 'app', text: 'text' }],
  ])('%s', (text, { hint, ...fields }: Record<string, unknown>) => {
    const reading = read(`${text}\r\n`);
    expect(reading).toMatchObject({ ok: true, message: { ...bsd, ...fields } });
    expect(linkHintOf(reading.message?.text ?? '')).toEqual(hint);
  });

  it("keeps the maker's tag in the text, where an operator looks for it", () => {
    expect(read('<189>Jan  5 08:00:00 H3C %%10SHELL/5/SHELL_LOGIN: admin logged in.').message?.text).toBe(
      '%%10SHELL/5/SHELL_LOGIN: admin logged in.',
    );
  });

  it('in GB18030 is read as Chinese', () => {
    const bytes = iconv.encode('<189>Jan  5 08:00:00 金坛交换机 ifmgr: 光口 1 收光过低', 'gb18030');
    expect(readSyslog(bytes)).toMatchObject({
      ok: true,
      message: { host: '金坛交换机', app: 'ifmgr', text: '光口 1 收光过低' },
    });
  });

  it('in UTF-8 is read as such, however long its head is', () => {
    const text = `光${'纤'.repeat(400)}`;
    expect(read(`<189>Jan  5 08:00:00 金坛 ${text}`)).toMatchObject({ ok: true, message: { host: '金坛', text } });
  });
});

describe('what is no good message', () => {
  it.each([
    ['', 'empty'],
    ['\r\n\0', 'empty'],
    ['no priority', 'no-priority'],
    ['<>text', 'bad-priority'],
    ['<192>text', 'bad-priority'],
    ['<01>text', 'bad-priority'],
    ['<-1>text', 'bad-priority'],
    ['<13', 'bad-priority'],
  ])('%j is %s', (text, fault) => {
    expect(read(text)).toMatchObject({ ok: false, fault });
  });

  it('is kept as far as it can be read', () => {
    expect(read('no priority').message).toMatchObject({ facility: 'user', severity: 'notice', text: 'no priority' });
    const long = read(`<13>app: ${'x'.repeat(20_000)}`);
    expect(long).toMatchObject({ ok: false, fault: 'too-long', octet: maxMessageOctets });
    expect(long.message?.text).toMatch(/^x{4000}/);
    expect(long).toMatchObject({ detail: 'it has 20009 octets; the first 8192 are kept' });
    // So much is all that a stream keeps of it.
    expect(read(`<13>${'x'.repeat(8_189)}`)).toMatchObject({ detail: expect.stringMatching(/more than 8192 octets/) });
  });

  it('shows control characters and turned writing instead of obeying them', () => {
    expect(read('<13>app: \u001b[2J\u202etxt').message?.text).toBe('␛[2J<U+202E>txt');
  });

  it('of whatever bytes is read or named', () => {
    const known: readonly string[] = syslogFaults;
    const start = fc.constantFrom(
      '',
      '<13>',
      '<13>1 ',
      '<189>Jan  5 08:00:00 ',
      '<13>1 - - - - - [',
      '<189>45: *Mar  1 00:00:00',
    );
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 400 }), (head, bytes) => {
        const octets = Buffer.concat([Buffer.from(head), bytes]);
        const reading = readSyslog(octets);
        if (reading.ok) return;
        expect(known).toContain(reading.fault);
        expect(reading.octet).toBeLessThanOrEqual(octets.length);
      }),
      { numRuns: 5_000 },
    );
  });
});
