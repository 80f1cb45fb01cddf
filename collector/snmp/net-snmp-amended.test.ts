import type * as NetSnmp from 'net-snmp';
import snmp from 'net-snmp';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../core/index.ts';
import { forgedReport, forgedTime } from './forged-report.fake.ts';
import { amendPrivacy, keptLibraryKeys, type LibraryPrivacy } from './net-snmp-privacy.ts';
import { peekId } from './peek-id.ts';
import { openSession } from './session.ts';
import { type RawBind, response, startUglyAgent, tlv } from './ugly-agent.fake.ts';
import { untouchedNetSnmp } from './wire/net-snmp-oracle.fake.ts';
import { decodeV3Head } from './wire/v3-message.ts';

type Library = typeof NetSnmp.default & {
  readonly ObjectParser: {
    readUint32(reader: object): number;
    readVarbindValue(reader: object, type: number): unknown;
  };
};
type Reply = (answer: Buffer) => void;

const untouched = untouchedNetSnmp<Library>();
const mended = snmp as Library;
const engineId = Buffer.from('8000000001020304', 'hex');
const sysName = '1.3.6.1.2.1.1.5.0';
const user = { name: 'u', level: 2, authProtocol: 3, authKey: 'auth-password' };
const v3 = {
  version: 'v3',
  user: 'u',
  authProtocol: 'sha',
  authKey: 'auth-password',
  privProtocol: 'aes',
  privKey: 'priv-password',
  context: '',
} as const;

const cleanUps: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

/** A socket that hands every request to the test instead of the network. */
function socketless(behave: (request: Buffer, reply: Reply) => void) {
  let deliver: Reply = () => {};
  return {
    createSocket: () => ({
      on(event: string, listener: (...args: never[]) => void) {
        if (event === 'message') deliver = listener as unknown as Reply;
      },
      send(
        request: Buffer,
        _o: number,
        _l: number,
        _p: number,
        _a: string,
        sent: (error: null, bytes: number) => void,
      ) {
        sent(null, request.length);
        behave(request, (answer) => deliver(answer));
      },
      bind() {},
      ref() {},
      unref() {},
      close() {},
    }),
  };
}

/** One GET by the library as its authors left it. */
function theirGet(session: NetSnmp.Session): Promise<readonly NetSnmp.RawVarbind[] | Error> {
  return new Promise((resolve) => {
    session.on('error', resolve);
    session.get([sysName, sysName], (error, varbinds) => resolve(error ?? varbinds ?? []));
  });
}

async function ours(binds: readonly RawBind[]) {
  const agent = await startUglyAgent(({ id, reply }) => reply(response({ id, binds })));
  const target = { transport: 'udp4', host: '127.0.0.1', port: agent.port } as const;
  const session = openSession({ target, credential: { version: 'v2c', community: 'public' }, clock: systemClock });
  cleanUps.push(
    () => session.close(),
    () => agent.stop(),
  );
  return { result: await session.get('system', [sysName, sysName]), notes: session.takeNotes() };
}

describe('net-snmp, where it fails and what we make of it', () => {
  it('asks OpenSSL for single DES, which is gone; mended it seals and opens what we do', () => {
    const engine = { engineID: engineId, engineBoots: 1, engineTime: 1 };
    const seal = ({ Encryption, PrivProtocols, AuthProtocols }: Library) => {
      const des = Encryption.algorithms[PrivProtocols.des ?? 0] as {
        encryptPdu(...of: unknown[]): { encryptedPdu: Buffer; msgPrivacyParameters: Buffer };
        decryptPdu(...of: unknown[]): Buffer;
      };
      const sha = AuthProtocols.sha;
      const { encryptedPdu, msgPrivacyParameters } = des.encryptPdu(Buffer.from('hello'), 2, 'password', sha, engine);
      return des.decryptPdu(encryptedPdu, 2, msgPrivacyParameters, 'password', sha, engine).toString();
    };
    expect(() => seal(untouched)).toThrow(/unsupported|unknown cipher/i);
    expect(seal(mended)).toBe('hello\0\0\0');
  });

  it('does not know AES-192; mended it knows both ways of making its key', () => {
    expect([untouched.PrivProtocols.aes192b, untouched.PrivProtocols.aes192r]).toEqual([undefined, undefined]);
    for (const name of ['aes192b', 'aes192r'])
      expect(mended.Encryption.algorithms[mended.PrivProtocols[name] ?? 0]).toMatchObject({ KEY_LENGTH: 24 });
  });

  it('keeps a key for every engine id that ever answered; mended it forgets', () => {
    const count = ({ Authentication }: Pick<Library, 'Authentication'>, engines: number) => {
      for (let i = 0; i < engines; i++) Authentication.passwordToKey(3, 'password', Buffer.from(`engine ${i}`));
      return Object.keys(Authentication.authToKeyCache).length;
    };
    expect(count(untouched, 30)).toBeGreaterThanOrEqual(30);
    const Authentication: Library['Authentication'] = {
      authToKeyCache: {},
      computeCacheKey: (_protocol, _password, id) => id.toString(),
      passwordToKey: (_protocol, _password, id) => {
        Authentication.authToKeyCache[id.toString()] = id;
        return id;
      },
    };
    const Encryption = { ...mended.Encryption, algorithms: {} };
    const library: LibraryPrivacy = { Authentication, Encryption, PrivProtocols: { des: 2 } };
    amendPrivacy(library);
    expect(count(library, 2 * keptLibraryKeys + 10)).toBeLessThanOrEqual(keptLibraryKeys);
  });

  it.each<[string, Buffer, unknown]>([
    ['an OID below the arc 2 as another', Buffer.concat([tlv(6, [0x88, 0x37, 3])]), '26.39.3'],
    ['an OID beyond 32 bits as another', tlv(6, [0x2b, 0x90, 0x80, 0x80, 0x80, 0x05]), '1.3.5'],
    ['an OID that is cut as the rest', tlv(6, [0x2b, 6, 0x86]), '1.3.6'],
    ['an empty OID as a name', tlv(6), '0.NaN'],
    ['a Counter32 beyond 32 bits by its low part', tlv(0x41, [1, 0, 0, 0, 5]), 5],
    ['an INTEGER beyond 32 bits', tlv(2, [0, 0xff, 0xff, 0xff, 0xff]), 0xffff_ffff],
  ])('reads %s; mended it refuses or reads it right', async (_, value, wrong) => {
    const dgramModule = socketless((request, reply) =>
      reply(
        response({
          id: peekId(request) ?? 0,
          binds: [
            [sysName, value],
            [sysName, value],
          ],
        }),
      ),
    );
    const session = untouched.createSession('127.0.0.1', 'public', { version: 1, dgramModule });
    const theirs = await theirGet(session);
    expect(Array.isArray(theirs) ? theirs[0]?.value : theirs).toBe(wrong);
    const { result } = await ours([
      [sysName, value],
      [sysName, value],
    ]);
    if (wrong === '26.39.3') expect(result).toMatchObject({ ok: true, varbinds: [{ value: '2.999.3' }, {}] });
    else
      expect(result).toMatchObject({
        ok: false,
        fault: {
          reason: 'malformed',
          detail: expect.stringMatching(/at octet \d+, the value of 1\.3\.6\.1\.2\.1\.1\.5\.0$/),
        },
      });
  });

  it('drops the rest of a list that it cannot read, without a word; we count it with OID and octet', async () => {
    const broken: readonly RawBind[] = [
      [sysName, tlv(4, Buffer.from('sw'))],
      // An exception with contents: the library reads on in the middle of it.
      [sysName, tlv(0x81, [1, 2, 3])],
      [sysName, tlv(4, Buffer.from('lost'))],
    ];
    const dgramModule = socketless((request, reply) => reply(response({ id: peekId(request) ?? 0, binds: broken })));
    const session = untouched.createSession('127.0.0.1', 'public', { version: 1, dgramModule });
    session.onSimpleGetResponse = (request, { pdu }) => request.responseCb(null, pdu.varbinds);
    const theirs = await theirGet(session);
    expect(Array.isArray(theirs) ? theirs.length : theirs).toBe(2);
    const { notes } = await ours(broken);
    expect(notes).toMatchObject([
      { reason: 'malformed', detail: expect.stringMatching(/at octet \d+, the value of 1\.3\.6\.1\.2\.1\.1\.5\.0$/) },
    ]);
  });

  it('draws ids from Math.random; ours are drawn from the system, and kept when a request is sent again', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const theirs: (number | undefined)[] = [];
    const dgramModule = socketless((request) => theirs.push(peekId(request)));
    const session = untouched.createSession('127.0.0.1', 'public', { version: 1, dgramModule, retries: 0, timeout: 1 });
    await theirGet(session);
    await theirGet(session);
    expect(theirs).toEqual([50_000_000, 50_000_000]);
    const seen: number[] = [];
    const agent = await startUglyAgent(({ id }) => seen.push(id));
    const target = { transport: 'udp4', host: '127.0.0.1', port: agent.port } as const;
    const credential = { version: 'v2c', community: 'public' } as const;
    const mine = openSession({ target, credential, clock: systemClock, timeoutMs: 30, retries: 1 });
    cleanUps.push(
      () => mine.close(),
      () => agent.stop(),
    );
    await mine.get('system', [sysName]);
    await mine.get('system', [sysName]);
    expect(seen).toHaveLength(4);
    expect([seen[0], seen[2]]).toEqual([seen[1], seen[3]]);
    expect(seen[0]).not.toBe(seen[2]);
  });

  it('keeps a damaged discovery as the agent, so that no request can be encoded any more; ours never shows it one', async () => {
    const noBoots = forgedReport({ id: 0, counter: '1.3.6.1.6.3.15.1.1.4.0', engineId });
    // The header of msgAuthoritativeEngineBoots claims more than there is.
    noBoots[noBoots.indexOf(engineId) + engineId.length + 1] = 0x7f;
    const damaged = (id: number) => {
      const answer = Buffer.from(noBoots);
      answer.writeInt32BE(id, answer.indexOf(Buffer.from('02010330', 'hex')) + 7);
      return answer;
    };
    const dgramModule = socketless((request, reply) => reply(damaged(peekId(request) ?? 0)));
    const session = untouched.createV3Session('127.0.0.1', user, { dgramModule });
    const stuck = [await theirGet(session), await theirGet(session)];
    expect(stuck.map(String)).toEqual(Array(2).fill(expect.stringMatching(/integer null is not an integer/)));
    const agent = await startUglyAgent(({ id, reply }) => reply(damaged(id)));
    const target = { transport: 'udp4', host: '127.0.0.1', port: agent.port } as const;
    const mine = openSession({ target, credential: { ...v3, level: 'authNoPriv' }, clock: systemClock });
    cleanUps.push(
      () => mine.close(),
      () => agent.stop(),
    );
    for (const result of [await mine.get('system', [sysName]), await mine.get('system', [sysName])])
      expect(result).toMatchObject({
        ok: false,
        fault: { reason: 'malformed', detail: expect.stringMatching(/octet/) },
      });
  });

  it('takes an answer in clear to an encrypted request; protection.test.ts has that ours does not', async () => {
    const dgramModule = socketless((request, reply) => {
      const id = peekId(request) ?? 0;
      const head = decodeV3Head(Buffer.from(request));
      const isDiscovery = typeof head !== 'number' && head.engineId.length === 0;
      const counter = isDiscovery ? '1.3.6.1.6.3.15.1.1.4.0' : sysName;
      reply(forgedReport({ id, counter, engineId, pduTag: isDiscovery ? 0xa8 : 0xa2 }));
    });
    const session = untouched.createV3Session(
      '127.0.0.1',
      { ...user, level: 3, privProtocol: 4, privKey: 'x'.repeat(8) },
      { dgramModule },
    );
    session.onSimpleGetResponse = (request, { pdu }) => request.responseCb(null, pdu.varbinds);
    expect(await theirGet(session)).toMatchObject([{ oid: sysName, value: 1 }]);
  });

  it('decrypts what is not authentic, and blames the password for it; forgery.test.ts has that ours names the digest', async () => {
    const dgramModule = socketless((request, reply) => {
      const head = decodeV3Head(Buffer.from(request));
      if (typeof head === 'number') return;
      const id = peekId(request) ?? 0;
      if (head.engineId.length === 0) return reply(forgedReport({ id, counter: '1.3.6.1.6.3.15.1.1.4.0', engineId }));
      // Its own question comes back, the first encrypted octet changed: nobody's digest fits it.
      const damaged = Buffer.from(request);
      damaged[head.bodyAt + 2] = (damaged[head.bodyAt + 2] ?? 0) ^ 0xff;
      reply(damaged);
    });
    const session = untouched.createV3Session(
      '127.0.0.1',
      { ...user, level: 3, privProtocol: 4, privKey: 'x'.repeat(8) },
      { dgramModule },
    );
    expect(await theirGet(session)).toMatchObject({ message: expect.stringMatching(/^Failed to decrypt/) });
  });

  it('throws into the socket for a datagram that is none; ours counts it', async () => {
    let thrown: unknown;
    const dgramModule = socketless((_request, reply) => {
      try {
        reply(Buffer.from('0500', 'hex'));
      } catch (error) {
        thrown = error;
      }
    });
    const session = untouched.createSession('127.0.0.1', 'public', { version: 1, dgramModule, retries: 0, timeout: 5 });
    await new Promise<void>((resolve) => session.get([sysName], () => resolve()));
    expect(thrown).toBeInstanceOf(Error);
  });

  it('takes an answer from anybody who knows the id; ours waits for the agent', async () => {
    const agent = await startUglyAgent(({ id, replyFromElsewhere }) =>
      replyFromElsewhere(
        response({
          id,
          binds: [
            [sysName, tlv(5)],
            [sysName, tlv(5)],
          ],
        }),
      ),
    );
    cleanUps.push(() => agent.stop());
    const session = untouched.createSession('127.0.0.1', 'public', { version: 1, port: agent.port });
    expect(await theirGet(session)).toHaveLength(2);
    session.close();
    const target = { transport: 'udp4', host: '127.0.0.1', port: agent.port } as const;
    const credential = { version: 'v2c', community: 'public' } as const;
    const mine = openSession({ target, credential, clock: systemClock, timeoutMs: 50, retries: 0 });
    cleanUps.push(() => mine.close());
    expect(await mine.get('system', [sysName])).toMatchObject({ ok: false, fault: { reason: 'timeout' } });
  });

  it('sends on with the boots and engine of a report in clear; ours takes neither (forgery.test.ts)', async () => {
    const wrongTime = '1.3.6.1.6.3.15.1.1.2.0';
    const dgramModule = socketless((request, reply) => {
      reply(forgedReport({ id: peekId(request) ?? 0, counter: wrongTime, engineId }));
    });
    const session = untouched.createV3Session('127.0.0.1', user, { dgramModule });
    await theirGet(session);
    expect(session.msgSecurityParameters?.msgAuthoritativeEngineBoots).toBe(forgedTime.boots);
  });
});
