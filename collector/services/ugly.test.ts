import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProbeKind, ProbeSettings } from '../../inventory/index.ts';
import { freePort } from '../../test/free-port.ts';
import { sayingServer, type Ugliness, type UglyServer, uglyServer } from '../pairs/engines/ugly-server.fake.ts';
import { told, tryIt } from './stages/probes.fake.ts';

/** What each kind that goes over TCP makes of a server that is of no use; a phase and the last part of the reason. */
interface Expected {
  readonly mute: string;
  readonly slams: string;
  readonly garbage: string;
  readonly floods: string;
  /** Said by the server when it is asked, or at once, and then no more. */
  readonly half: readonly [Buffer, string];
  readonly given?: Readonly<Record<string, unknown>>;
}

const expected: { readonly [K in ProbeKind]?: Expected } = {
  ldap: {
    mute: 'login: timeout',
    slams: 'login: cut or closed',
    garbage: 'login: not-protocol',
    floods: 'login: not-protocol',
    half: [Buffer.from('300c02010261070a', 'hex'), 'login: half-answer'],
  },
  smtp: {
    mute: 'first-byte: timeout',
    slams: 'first-byte: cut or closed',
    garbage: 'first-byte: not-protocol',
    floods: 'first-byte: not-protocol',
    half: [Buffer.from('220-mail.city.test\r\n220'), 'first-byte: half-answer'],
  },
  rtsp: {
    mute: 'first-byte: timeout',
    slams: 'first-byte: cut or closed',
    garbage: 'first-byte: not-protocol',
    floods: 'first-byte: not-protocol',
    half: [Buffer.from('RTSP/1.0 200 OK\r\nCSeq: 1\r\n'), 'first-byte: half-answer'],
  },
  sip: {
    mute: 'first-byte: timeout',
    slams: 'first-byte: cut or closed',
    garbage: 'first-byte: not-protocol',
    floods: 'first-byte: not-protocol',
    half: [Buffer.from('SIP/2.0 200 OK\r\nVia: SIP/2.0/TCP 127'), 'first-byte: half-answer'],
    given: { transport: 'tcp' },
  },
  postgresql: {
    mute: 'login: timeout',
    slams: 'login: cut or closed',
    garbage: 'login: half-answer',
    floods: 'login: too-much',
    half: [Buffer.from('520000000c00', 'hex'), 'login: half-answer'],
  },
  mysql: {
    mute: 'first-byte: timeout',
    slams: 'first-byte: cut or closed',
    // To this protocol it is a long message that never ends.
    garbage: 'login: half-answer',
    floods: 'login: too-much',
    half: [Buffer.from('4a0000000a382e30', 'hex'), 'login: half-answer'],
  },
};

const kindsOverTcp = Object.entries(expected) as [ProbeKind, Expected][];

describe('a server that is of no use', () => {
  const ugly = new Map<Ugliness, UglyServer>();
  let closedPort = 0;
  beforeAll(async () => {
    for (const how of ['mute', 'slams', 'garbage', 'floods'] as const) ugly.set(how, await uglyServer(how));
    closedPort = await freePort();
  });
  afterAll(() => Promise.all([...ugly.values()].map((server) => server.close())));

  it.each(kindsOverTcp)('is told as what it is: %s', async (kind, { half: [words, halfWay], given, ...ways }) => {
    const shown = async (port: number, timeoutMs = 15_000): Promise<string> => {
      const result = await tryIt(kind, { port, timeoutMs, ...given } as Partial<Omit<ProbeSettings, 'kind'>>);
      // Which of the two the kernel makes of a hasty end is chance.
      return told(result).replace(/: (?:cut|closed)$/, ': cut or closed');
    };
    const saying = await sayingServer(words, kind === 'smtp' || kind === 'mysql' ? 'at-once' : 'when-asked');
    const one = (text: string): string => `bad ${text.replace(/: (?:cut|closed)$/, ': cut or closed')}`;
    const port = (how: Ugliness): number => ugly.get(how)?.port ?? 0;
    expect({
      stopped: await shown(closedPort),
      mute: await shown(port('mute'), 400),
      slams: await shown(port('slams')),
      garbage: await shown(port('garbage')),
      floods: await shown(port('floods')),
      half: await shown(saying.port),
    }).toEqual({
      stopped: 'bad connect: refused',
      ...Object.fromEntries(Object.entries(ways).map(([way, text]) => [way, one(text)])),
      half: one(halfWay),
    });
    await saying.close();
  });

  it.each([
    // The length of a message of this protocol, and a message that is none.
    ['a greeting that is none', Buffer.from('\x05\0\0\0hello', 'latin1'), 'bad login: not-protocol'],
    // The letters' own length, 4 MB: whole before anybody looks how much has come.
    ['a greeting that is none and too long', Buffer.alloc(0x414141 + 4, 'A'), 'bad login: too-much'],
  ])('is not taken for a fault of this machine, where MySQL was expected and %s came', async (_, words, expected) => {
    const saying = await sayingServer(words, 'at-once');
    expect(told(await tryIt('mysql', { port: saying.port }))).toBe(expected);
    await saying.close();
  });

  it('has no name that anybody knows, or one that is written wrongly', async () => {
    const result = await tryIt('tcp', { host: 'nobody.invalid', port: 80, timeoutMs: 5_000 });
    expect(told(result)).toMatch(/^bad resolve: (unknown-host|names-silent|timeout)$/);
  });

  it('greets with something else, or not at all', async () => {
    const greeting = await sayingServer('SSH-2.0-town\r\n', 'at-once');
    const { port } = greeting;
    expect(told(await tryIt('tcp', { port, expect: /^SSH-2\.0-/ }))).toBe('good: good');
    expect(told(await tryIt('tcp', { port }))).toBe('good: good');
    expect(told(await tryIt('tcp', { port, expect: /^220 / }))).toBe('bad answer: tcp-unexpected');
    expect(told(await tryIt('tcp', { port: ugly.get('mute')?.port ?? 0, expect: /^220 /, timeoutMs: 800 }))).toBe(
      'bad first-byte: tcp-mute',
    );
    await greeting.close();
  });
});
