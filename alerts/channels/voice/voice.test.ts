import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../core/index.ts';
import type { VoiceSettings } from '../../../inventory/index.ts';
import { freePort } from '../../../test/free-port.ts';
import { suiteNeeding, toolPath } from '../../../test/needs.ts';
import type { ChannelEars } from '../../paging/model.ts';
import { commonOf, never, pageTo } from '../to-send.fake.ts';
import { type CallEnd, call } from './call.ts';
import { encodeG711, keyReader, readSdp, tone } from './media.ts';
import { authorization, readSip } from './sip-message.ts';
import { readWav, speak } from './sound.ts';
import { type habits, telephone } from './stages/telephone.fake.ts';
import { openVoice } from './voice.ts';

const settingsAt = (port: number, patch: Partial<VoiceSettings> = {}): VoiceSettings => ({
  ...commonOf('call'),
  kind: 'voice',
  ...{ host: '127.0.0.1', port, user: '8000', password: 'of the test', domain: undefined },
  ...{ lines: 1, ringSeconds: 1, repeats: 1, recordings: {} },
  ...patch,
});

suiteNeeding(['sipp', 'root'], 'a call to a telephone that SIPp plays', () => {
  /** What became of a call, the keys that counted, and whether SIPp saw every message that it wants. */
  async function dialled(habit: keyof typeof habits): Promise<[CallEnd, number, number]> {
    const { port, ended } = await telephone(habit);
    let keys = 0;
    const key = (): void => {
      keys += 1;
    };
    const end = await call({
      ...{ settings: settingsAt(port), to: '8001', announcement: tone(440, 300), thanks: tone(880, 100) },
      ...{ clock: systemClock, signal: never, key },
    });
    const { code, said } = await ended;
    if (code !== 0) throw new Error(said.slice(-2_000));
    return [end, keys, code];
  }

  it.each([
    ['pressesOne', { end: 'key' }, 1],
    ['pressesNine', { end: 'heard' }, 0],
    ['listens', { end: 'heard' }, 0],
    ['hangsUp', { end: 'hung-up' }, 0],
    ['isBusy', { end: 'failed', detail: '486 Busy Here' }, 0],
    ['isNobody', { end: 'refused', detail: '404 Not Found' }, 0],
    ['rings', { end: 'failed', detail: 'nobody took it up' }, 0],
  ] as const)('who %s: %j', async (habit, end, keys) => {
    expect(await dialled(habit)).toEqual([end, keys, 0]);
  });
});

suiteNeeding(['sipp', 'root', 'espeak-ng'], 'an incident by telephone', () => {
  it('is announced, and the key acknowledges the page, once', async () => {
    const { port, ended } = await telephone('pressesOne');
    const heard: unknown[] = [];
    const ears: ChannelEars = {
      ...{ pages: () => [], note() {}, delivered() {}, lost() {} },
      acknowledge(id, options) {
        heard.push(id, options);
        return 'used';
      },
    };
    const page = pageTo('8001');
    const channel = openVoice(settingsAt(port, { repeats: 3 }), systemClock, ears);
    expect(await channel.send(page, never)).toEqual({ outcome: 'delivered' });
    expect(heard).toEqual([page.page.id, { hears: true }]);
    expect((await ended).code).toBe(0);
  });

  it('says of a server that nobody runs that it does not answer', async () => {
    const ears: ChannelEars = { pages: () => [], note() {}, delivered() {}, lost() {}, acknowledge: () => undefined };
    const channel = openVoice(settingsAt(await freePort()), systemClock, ears);
    expect((await channel.check(never)).reason.key).toBe('alerts.channel.voice.server');
  });

  it('is spoken in both languages, as sound that is not silence', async () => {
    for (const [text, language] of [
      ['链路中断', 'zh-CN'],
      ['a link is down', 'en'],
    ] as const) {
      const sound = await speak(text, language, never);
      if (!sound.ok) throw new Error(sound.why);
      expect(sound.samples.length).toBeGreaterThan(4_000);
      expect(Math.max(...sound.samples)).toBeGreaterThan(3_000);
    }
  });
});

describe('sound', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fangzhou-sound-'));
  beforeAll(() => writeFileSync(join(folder, 'x.wav'), 'RIFF'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    // ITU-T G.711 and G.191: the loudest, the smallest and silence.
    [0, 0xd5, 0xff],
    [32_767, 0xaa, 0x80],
    [-32_768, 0x2a, 0x00],
    [-1, 0x55, 0x7f],
    [1_000, 0xfa, 0xce],
  ])('a sample of %i is %i by A-law and %i by µ-law', (sample, a, mu) => {
    expect([...encodeG711(Int16Array.of(sample), 8), ...encodeG711(Int16Array.of(sample), 0)]).toEqual([a, mu]);
  });

  it('a WAV of another rate keeps its tone and its length on the line', () => {
    const rate = 22_050;
    const data = Buffer.alloc(rate * 2);
    for (let index = 0; index < rate; index += 1)
      data.writeInt16LE(Math.round(10_000 * Math.sin((2 * Math.PI * 1_000 * index) / rate)), index * 2);
    const head = Buffer.alloc(44);
    head.write('RIFF....WAVEfmt ', 'latin1');
    head.writeUInt32LE(16, 16);
    head.writeUInt16LE(1, 20);
    head.writeUInt16LE(1, 22);
    head.writeUInt32LE(rate, 24);
    head.writeUInt16LE(16, 34);
    head.write('data', 36, 'latin1');
    head.writeUInt32LE(data.length, 40);
    const sound = readWav(Buffer.concat([head, data]));
    if (!sound.ok) throw new Error(sound.why);
    expect(sound.samples.length).toBe(8_000);
    const turns = sound.samples.filter(
      (sample, index) => index > 0 && sample >= 0 && (sound.samples[index - 1] ?? 0) < 0,
    );
    expect(turns.length).toBeGreaterThan(995);
    expect(turns.length).toBeLessThan(1_005);
    expect(readWav(Buffer.from('RIFF')).ok).toBe(false);
  });
});

describe('what comes from a server', () => {
  it('an Authorization is that of RFC 2617, 3.5 and RFC 7616, 3.9.1', () => {
    const ask = { method: 'GET', uri: '/dir/index.html', user: 'Mufasa', password: 'Circle Of Life' };
    const nonce = 'dcd98b7102dd2f0e8b11d0f600bfb0c093';
    const challenge = `Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="${nonce}", opaque="5ccc069c403ebaf9f0171e9517f40e41"`;
    expect(authorization(challenge, ask, '0a4f113b')).toContain('response="6629fae49393a05397450978507c4ef1"');
    const sha =
      'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"';
    const cnonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';
    expect(authorization(sha, { ...ask, password: 'Circle of Life' }, cnonce)).toContain(
      'response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"',
    );
    expect(authorization('Basic realm="x"', ask)).toBeUndefined();
  });

  it('a key counts once, however many packets tell of it, by either number', () => {
    const read = keyReader([101, 96]);
    const packet = (type: number, at: number, event: number): Buffer => {
      const octets = Buffer.alloc(16);
      octets.writeUInt8(0x80, 0);
      octets.writeUInt8(type, 1);
      octets.writeUInt32BE(at, 4);
      octets.writeUInt8(event, 12);
      return octets;
    };
    const packets = [packet(8, 1, 1), packet(101, 2, 1), packet(101 | 0x80, 2, 1), packet(96, 9, 11), Buffer.alloc(3)];
    expect(packets.map(read)).toEqual([undefined, '1', undefined, '#', undefined]);
  });

  it('a session without a coding of ours, or a closed one, is none', () => {
    expect(readSdp('v=0\r\nc=IN IP4 10.0.0.1\r\nm=audio 4000 RTP/AVP 18\r\n')).toBeUndefined();
    expect(readSdp('v=0\r\nc=IN IP4 10.0.0.1\r\nm=audio 0 RTP/AVP 8\r\n')).toBeUndefined();
    expect(readSdp('v=0\r\nm=audio 4000 RTP/AVP 0 8\r\nc=IN IP4 10.0.0.2\r\n')).toMatchObject({
      host: '10.0.0.2',
      port: 4_000,
      payloadType: 0,
    });
    expect(readSip(Buffer.from('hello'))).toBeUndefined();
  });
});

suiteNeeding(['espeak-ng'], 'espeak-ng', () => {
  it('has a voice for Chinese', () => {
    expect(execFileSync(toolPath('espeak-ng'), ['--voices=cmn'], { encoding: 'utf8' })).toContain('cmn');
  });
});
