import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import type { SnmpCredential } from '../../inventory/index.ts';
import { BerReader } from '../snmp/wire/ber-reader.ts';
import { engineKeys } from '../snmp/wire/engine-keys.ts';
import { readPdu } from '../snmp/wire/pdu.ts';
import { decodeV3Head, openV3Body } from '../snmp/wire/v3-message.ts';
import { type Authority, createNotificationEncoder, type Notification } from './encode-notification.ts';
import { createLocalEngine } from './local-engine.ts';
import { trapRefusals } from './trap.ts';
import { createTrapReader } from './trap-reader.ts';
import type { V3Credential } from './v3-credential.ts';

const v2c: SnmpCredential = { version: 'v2c', community: 'sesame' };
const v3: V3Credential = {
  version: 'v3',
  user: 'trapper',
  level: 'authPriv',
  authProtocol: 'sha256',
  authKey: 'auth-key-of-test',
  privProtocol: 'aes',
  privKey: 'priv-key-of-test',
  context: '',
};
const linkDown: Notification = {
  kind: 'trap',
  oid: '1.3.6.1.6.3.1.1.5.3',
  upTimeTicks: 4_000_000_000,
  varbinds: [
    { oid: '1.3.6.1.2.1.2.2.1.1.7', type: 'integer', value: 7 },
    { oid: '1.3.6.1.2.1.31.1.1.1.1.7', type: 'octets', value: Buffer.from('GigabitEthernet0/0/7') },
  ],
};
const sender = Buffer.from('8000000001020304', 'hex');
const at = (timeSeconds: number, boots = 3): Authority => ({ id: sender, time: { boots, timeSeconds } });

function stage(credentials: readonly SnmpCredential[] = [v2c, v3]) {
  const clock = new FakeClock();
  const engine = createLocalEngine({ clock, boots: 5 });
  const reader = createTrapReader({ engine, clock });
  const encode = (credential: SnmpCredential, notification: Notification, authority: Authority, id = 77) =>
    createNotificationEncoder(credential).encode(notification, authority, id);
  const ours = (seconds = 0): Authority => ({ id: engine.id, time: { boots: 5, timeSeconds: seconds } });
  return { clock, engine, encode, ours, read: (bytes: Buffer) => reader.read(Buffer.from(bytes), credentials) };
}

/** A v1 trap as RFC 1157 section 4.1.6 writes it: enterprise 1.3.6.1.4.1.2011, 10.1.1.1, 5,000 hundredths of a second. */
function v1Trap(generic: number, specific: number): Buffer {
  const number = (value: number) => [0x02, 0x01, value];
  const enterprise = [0x06, 0x07, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x8f, 0x5b];
  const address = [0x40, 0x04, 10, 1, 1, 1];
  const rest = [...number(generic), ...number(specific), 0x43, 0x02, 0x13, 0x88, 0x30, 0x00];
  const pdu = [...enterprise, ...address, ...rest];
  const body = [...number(0), 0x04, 0x06, ...Buffer.from('sesame'), 0xa4, pdu.length, ...pdu];
  return Buffer.from([0x30, body.length, ...body]);
}

/** A v2c trap with sysUpTime, snmpTrapOID and one more varbind of these octets. */
function trapWith(varbind: readonly number[]): Buffer {
  const part = (tag: number, ...contents: readonly (readonly number[])[]) => [
    tag,
    contents.flat().length,
    ...contents.flat(),
  ];
  const upTime = part(0x30, part(6, [0x2b, 6, 1, 2, 1, 1, 3, 0]), part(0x43, [1]));
  const name = part(0x30, part(6, [0x2b, 6, 1, 6, 3, 1, 1, 4, 1, 0]), part(6, [0x2b, 6, 1, 6, 3, 1, 1, 5, 3]));
  const list = part(0x30, upTime, name, part(0x30, varbind));
  const pdu = part(0xa7, part(2, [7]), part(2, [0]), part(2, [0]), list);
  return Buffer.from(part(0x30, part(2, [1]), part(4, [...Buffer.from('sesame')]), pdu));
}

describe('a notification', () => {
  it('of v2c and v3 is read as it was sent', () => {
    for (const credential of [v2c, v3]) {
      const { read, encode } = stage();
      expect(read(encode(credential, linkDown, at(100)))).toEqual({
        kind: 'trap',
        repeated: false,
        trap: { version: credential.version, ...linkDown },
      });
    }
  });

  it.each([
    [0, 0, '1.3.6.1.6.3.1.1.5.1'],
    [2, 0, '1.3.6.1.6.3.1.1.5.3'],
    [3, 9, '1.3.6.1.6.3.1.1.5.4'],
    [5, 0, '1.3.6.1.6.3.1.1.5.6'],
    [6, 17, '1.3.6.1.4.1.2011.0.17'],
  ])('of v1 with the numbers %i and %i is %s', (generic, specific, oid) => {
    const reading = stage().read(v1Trap(generic, specific));
    expect(reading).toMatchObject({
      kind: 'trap',
      trap: { version: 'v1', oid, upTimeTicks: 5_000, enterprise: '1.3.6.1.4.1.2011', agentAddress: '10.1.1.1' },
    });
  });

  it('of v1 with a generic number that does not exist is malformed', () => {
    expect(stage().read(v1Trap(7, 0))).toMatchObject({ bad: { reason: 'malformed', version: 'v1' } });
  });

  it('with another community, user, level or key is refused, each by its own reason', () => {
    const { read, encode } = stage();
    const refused = (credential: SnmpCredential) => read(encode(credential, linkDown, at(1)));
    expect(refused({ ...v2c, community: 'sesam' })).toMatchObject({ bad: { reason: 'wrong-community' } });
    expect(refused({ ...v3, user: 'nobody' })).toMatchObject({ bad: { reason: 'unknown-user' } });
    for (const level of ['noAuthNoPriv', 'authNoPriv'] as const)
      expect(refused({ ...v3, level })).toMatchObject({ bad: { reason: 'unsupported-security-level' } });
    expect(refused({ ...v3, authKey: 'another-auth-key' })).toMatchObject({ bad: { reason: 'wrong-digest' } });
    expect(refused({ ...v3, authProtocol: 'sha512' })).toMatchObject({ bad: { reason: 'wrong-digest' } });
    expect(refused({ ...v3, privKey: 'another-priv-key' })).toMatchObject({ bad: { reason: 'decryption-error' } });
  });

  it('is taken with the second of two credentials of the same user', () => {
    const { read, encode } = stage([{ ...v3, authKey: 'auth-key-of-others' }, v3]);
    expect(read(encode(v3, linkDown, at(1)))).toMatchObject({ kind: 'trap' });
  });

  it('whose value cannot be read names the OID and the octet', () => {
    const { read, encode } = stage();
    const bytes = encode(v2c, linkDown, at(1));
    const name = Buffer.from('2b060102010202010107', 'hex');
    const valueAt = bytes.indexOf(name) + name.length;
    bytes[valueAt] = 0x77;
    expect(read(bytes)).toMatchObject({
      bad: { reason: 'malformed', octet: valueAt, oid: '1.3.6.1.2.1.2.2.1.1.7' },
    });
  });

  it.each([
    [
      'a Counter64 of nine octets',
      [0x46, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0],
      /^cannot be decoded at octet \d+, the value of 1\.3\.6\.1\.9$/,
    ],
    ['an INTEGER of twelve octets', [0x02, 12, ...new Array<number>(12).fill(0xff)], /the value of 1\.3\.6\.1\.9$/],
    [
      'noSuchObject',
      [0x80, 0],
      /^noSuchObject is no value of a notification at octet \d+, the value of 1\.3\.6\.1\.9$/,
    ],
    ['endOfMibView', [0x82, 0], /^endOfMibView is no value/],
  ])('with %s as a value is refused, and names the OID and the octet', (_, value, detail) => {
    const bytes = trapWith([0x06, 4, 0x2b, 6, 1, 9, ...value]);
    const { read } = stage();
    expect(read(bytes)).toMatchObject({
      kind: 'bad',
      bad: {
        reason: 'malformed',
        version: 'v2c',
        octet: bytes.length - value.length,
        oid: '1.3.6.1.9',
        detail: expect.stringMatching(detail),
      },
    });
  });

  it('with a name that is broken says how it begins, and at which octet it stands', () => {
    const bytes = trapWith([0x06, 5, 0x2b, 6, 1, 0x80, 9, 5, 0]);
    const octet = bytes.length - 7;
    expect(stage().read(bytes)).toMatchObject({
      bad: {
        reason: 'malformed',
        octet,
        oid: '1.3.6.1',
        detail: `cannot be decoded at octet ${octet}, a name that begins with 1.3.6.1`,
      },
    });
  });

  it('that is a request is named by its tag', () => {
    const { read, encode } = stage();
    const bytes = encode(v2c, linkDown, at(1));
    bytes[bytes.indexOf(0xa7)] = 0xa3;
    expect(read(bytes)).toMatchObject({ bad: { reason: 'unexpected-pdu', detail: expect.stringContaining('0xa3') } });
  });
});

describe('the time of an authenticated trap', () => {
  it('makes a copy a replay, and one from before the window too', async () => {
    const { read, encode, clock } = stage();
    const first = encode(v3, linkDown, at(1_000));
    expect(read(first)).toMatchObject({ kind: 'trap' });
    expect(read(first)).toMatchObject({ bad: { reason: 'replayed' } });
    await clock.advance(149_000);
    expect(read(first)).toMatchObject({ bad: { reason: 'replayed' } });
    expect(read(encode(v3, linkDown, at(1_000)))).toMatchObject({ kind: 'trap' });
    await clock.advance(2_000);
    expect(read(encode(v3, linkDown, at(1_000)))).toMatchObject({ bad: { reason: 'not-in-time-window' } });
    await clock.advance(1_000_000);
    expect(read(first)).toMatchObject({ bad: { reason: 'not-in-time-window' } });
    expect(read(encode(v3, linkDown, at(2_160)))).toMatchObject({ kind: 'trap' });
  });

  it('goes on after a reboot of its sender, and never back before it', () => {
    const { read, encode } = stage();
    expect(read(encode(v3, linkDown, at(90_000, 3)))).toMatchObject({ kind: 'trap' });
    expect(read(encode(v3, linkDown, at(4, 4)))).toMatchObject({ kind: 'trap' });
    expect(read(encode(v3, linkDown, at(90_001, 3)))).toMatchObject({ bad: { reason: 'not-in-time-window' } });
    expect(read(encode(v3, linkDown, at(5, 0x7fff_ffff)))).toMatchObject({ bad: { reason: 'not-in-time-window' } });
  });
});

describe('an inform', () => {
  const inform: Notification = { ...linkDown, kind: 'inform' };

  it('of v2c gets its response, with its request id and varbinds', () => {
    const { read, encode } = stage();
    const sent = encode(v2c, inform, at(1), 4_242);
    const reading = read(sent);
    const reply = 'reply' in reading ? (reading.reply ?? Buffer.alloc(0)) : Buffer.alloc(0);
    // The same message but for the PDU's tag.
    const expected = Buffer.from(sent);
    expected[expected.indexOf(0xa6)] = 0xa2;
    expect(reply.toString('hex')).toBe(expected.toString('hex'));
  });

  it('of v3 gets a response that only our keys make; sent again it is answered again and means nothing new', () => {
    const { read, encode, engine, ours } = stage();
    const sent = encode(v3, inform, ours(), 4_242);
    for (const repeated of [false, true]) {
      const reading = read(sent);
      expect(reading).toMatchObject({ kind: 'trap', repeated, trap: { kind: 'inform', version: 'v3' } });
      const head = decodeV3Head('reply' in reading ? (reading.reply ?? Buffer.alloc(0)) : Buffer.alloc(0));
      if (typeof head === 'number') throw new Error(`no reply: ${head}`);
      expect(head).toMatchObject({ level: 3, reportable: false, messageId: 4_242 });
      expect(openV3Body(head, engineKeys(v3, engine.id))).toMatchObject({ pdu: { requestId: 4_242, errorStatus: 0 } });
    }
  });

  it('outside of our time window is told our time, authenticated', async () => {
    const { read, encode, engine, ours, clock } = stage();
    await clock.advance(1_000_000);
    for (const authority of [ours(0), ours(849), { id: engine.id, time: { boots: 4, timeSeconds: 1_000 } }]) {
      const reading = read(encode(v3, inform, authority));
      expect(reading).toMatchObject({ bad: { reason: 'not-in-time-window' } });
      const head = decodeV3Head('reply' in reading ? (reading.reply ?? Buffer.alloc(0)) : Buffer.alloc(0));
      if (typeof head === 'number') throw new Error(`no reply: ${head}`);
      expect(head).toMatchObject({ level: 1, time: { boots: 5, timeSeconds: 1_000 } });
      expect(openV3Body(head, engineKeys(v3, engine.id))).toMatchObject({ pdu: { tag: 0xa8 } });
    }
    expect(read(encode(v3, inform, ours(851)))).toMatchObject({ kind: 'trap' });
  });

  it('to another engine is told ours; a trap to another engine is its own authority', () => {
    const { read, encode, engine } = stage();
    const reading = read(encode(v3, inform, at(1)));
    expect(reading).toMatchObject({ kind: 'bad', bad: { reason: 'unknown-engine' } });
    const head = decodeV3Head('reply' in reading ? (reading.reply ?? Buffer.alloc(0)) : Buffer.alloc(0));
    expect(head).toMatchObject({ level: 0, engineId: engine.id });
  });

  it('begins with a discovery, which is no mistake', () => {
    const discovery = Buffer.from(
      '3038020103300e02010102030100000401040201030410300e0400020100020100040004000400301104000400a00b0201010201000201003000',
      'hex',
    );
    const reading = stage().read(discovery);
    expect(reading.kind).toBe('discovery');
    const head = decodeV3Head(reading.kind === 'discovery' ? reading.reply : Buffer.alloc(0));
    if (typeof head === 'number') throw new Error(`no report: ${head}`);
    const reader = new BerReader(head.message, head.bodyAt);
    reader.descend(0x30);
    reader.octetString();
    reader.octetString();
    expect(readPdu(reader)).toMatchObject({ tag: 0xa8, requestId: 1 });
  });
});

describe('whatever the bytes', () => {
  const known: readonly string[] = trapRefusals;
  const check = (read: (bytes: Buffer) => ReturnType<ReturnType<typeof stage>['read']>, bytes: Uint8Array) => {
    const reading = read(Buffer.from(bytes));
    if (reading.kind !== 'bad') return reading;
    const { reason, octet = 0, detail } = reading.bad;
    expect(known).toContain(reason);
    expect(octet).toBeGreaterThanOrEqual(0);
    expect(octet).toBeLessThanOrEqual(bytes.length);
    expect(detail).not.toContain('sesame');
    return reading;
  };

  it('random ones are refused by a name', () => {
    const { read } = stage();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(check(read, bytes).kind).toBe('bad');
      }),
      { numRuns: 2_000 },
    );
  });

  const change = fc.record({ at: fc.nat(), to: fc.nat(255), cut: fc.option(fc.nat()), twice: fc.boolean() });
  const mutate = (
    message: Buffer,
    changes: readonly { at: number; to: number; cut: number | null; twice: boolean }[],
  ) => {
    let bytes = Buffer.from(message);
    for (const { at: place, to, cut, twice } of changes) {
      if (bytes.length === 0) break;
      bytes[place % bytes.length] = to;
      if (twice) bytes = Buffer.concat([bytes.subarray(0, place % bytes.length), bytes]);
      if (cut !== null) bytes = bytes.subarray(0, cut % (bytes.length + 1));
    }
    return bytes;
  };

  it('changed real messages of v1, v2c and v3 are taken or refused by a name', () => {
    const { read, encode, ours } = stage();
    const inform: Notification = { ...linkDown, kind: 'inform' };
    const messages = [
      v1Trap(2, 0),
      encode(v2c, linkDown, at(1)),
      encode(v2c, inform, at(1)),
      encode(v3, linkDown, at(1)),
      encode(v3, inform, ours()),
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...messages),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        (message, changes) => {
          check(read, mutate(message, changes));
        },
      ),
      { numRuns: 4_000 },
    );
  });

  it('no bit of an authenticated message can be changed and still pass', () => {
    const { read, encode } = stage();
    const message = encode(v3, linkDown, at(1));
    for (let bit = 0; bit < message.length * 8; bit++) {
      const changed = Buffer.from(message);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(check(read, changed).kind, `bit ${bit}`).toBe('bad');
    }
    expect(read(message).kind).toBe('trap');
  });
});
