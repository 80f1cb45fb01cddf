import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../core/clock.fake.ts';
import type { SnmpCredential } from '../../../inventory/index.ts';
import { timeTicks } from '../../../lab/agent/index.ts';
import type { FaultReason } from '../../observation.ts';
import { forgedReport } from '../forged-report.fake.ts';
import { type Answering, agentEngineId, answering } from './answering.fake.ts';
import { BerWriter } from './ber-writer.ts';
import { namesOf, type Question } from './pdu.ts';
import type { ExchangeEnd } from './transport.ts';
import { V3Dialogue } from './v3-dialogue.ts';
import { decodeV3Head } from './v3-message.ts';

type V3 = Extract<SnmpCredential, { version: 'v3' }>;
const sysUpTime = '1.3.6.1.2.1.1.3.0';
const question: Question = { verb: 'get', names: namesOf([sysUpTime]) ?? [], maxRepetitions: 0 };
const rows = [{ oid: sysUpTime, value: timeTicks(42) }];
const credential: V3 = {
  version: 'v3',
  user: 'u',
  level: 'authPriv',
  authProtocol: 'sha256',
  authKey: 'auth-password',
  privProtocol: 'aes',
  privKey: 'priv-password',
  context: '',
};
/** How an answer came, where that does not matter. */
const atOnce = { roundTripMs: 1, attempts: 1 };
const timeReport = '1.3.6.1.6.3.15.1.1.2.0';
const wrongDigests = '1.3.6.1.6.3.15.1.1.5.0';

const forged = (id: number, counter: string, engineId = agentEngineId) => forgedReport({ id, counter, engineId });

/**
 * A dialogue with the lab's agent; `meddle` sees every answer before we do and may give another, or none. The agent's clock is
 * ours unless another is given.
 */
function talk(
  meddle: (answer: Buffer | undefined, at: { id: number; number: number }) => Buffer | undefined,
  of = credential,
  ownClock?: FakeClock,
) {
  const agent: Answering = answering({ rows, credentials: [of] });
  const notes: FaultReason[] = [];
  let [id, number] = [0x2000_0000, 0];
  const dialogue = new V3Dialogue({
    credential: of,
    writer: new BerWriter(),
    clock: ownClock ?? agent.clock,
    note: (reason) => notes.push(reason),
    exchange: (encode) => {
      id += 7;
      const datagram = meddle(agent.answer(encode(id)), { id, number: number++ });
      const end: ExchangeEnd =
        datagram === undefined ? { kind: 'timeout' } : { kind: 'answered', id, datagram, ...atOnce };
      return Promise.resolve(end);
    },
  });
  return { agent, dialogue, notes, asked: () => number };
}

/** `ok`, or the reason why not. */
async function outcome(dialogue: V3Dialogue): Promise<string> {
  const said = await dialogue.ask(question);
  return said.ok ? 'ok' : said.meaning.reason;
}

describe('a v3 dialogue', () => {
  it('does not blame a password that has served for a few messages that were lost', async () => {
    // The second question, and that of the first probe after its discovery.
    const lost = [2, 4];
    const { dialogue, asked } = talk((answer, { number }) => (lost.includes(number) ? undefined : answer));
    expect(await outcome(dialogue)).toBe('ok');
    expect(await outcome(dialogue)).toBe('timeout');
    // Two without encryption, which the agent refuses, and two that show that the password still serves.
    expect(asked()).toBe(9);
    expect(await outcome(dialogue)).toBe('ok');
  });

  it('costs a discovery and one message, then one message for each question', async () => {
    const { dialogue, asked, agent } = talk((answer) => answer);
    expect(await outcome(dialogue)).toBe('ok');
    expect(asked()).toBe(2);
    await agent.clock.advance(3_600_000);
    expect(await outcome(dialogue)).toBe('ok');
    expect(asked()).toBe(3);
    expect(dialogue.engineBoots()).toBe(3);
  });

  it('takes no answer in which one bit is another, wherever', async () => {
    for (const level of ['authPriv', 'authNoPriv'] as const) {
      const clean = talk((answer) => answer, { ...credential, level });
      await clean.dialogue.ask(question);
      let length = 0;
      await talk(
        (answer) => {
          length = answer?.length ?? 0;
          return answer;
        },
        { ...credential, level },
      ).dialogue.ask(question);
      await fc.assert(
        fc.asyncProperty(fc.nat(length - 1), fc.nat(7), async (at, bit) => {
          const { dialogue } = talk(
            (answer, { number }) => {
              if (number > 0 && answer !== undefined) answer[at] = (answer[at] ?? 0) ^ (1 << bit);
              return answer;
            },
            { ...credential, level },
          );
          expect(await outcome(dialogue)).not.toBe('ok');
        }),
        { numRuns: 400 },
      );
    }
  });

  it('takes no answer in clear, or at a lower level, in place of a proven one', async () => {
    const inClear = talk((answer, { id, number }) => {
      if (number === 0) return answer;
      return forgedReport({ id, counter: sysUpTime, engineId: agentEngineId, pduTag: 0xa2 });
    });
    expect(await outcome(inClear.dialogue)).toBe('unsupported-security-level');
  });

  it('refuses an answer that was recorded before, although it is authentic', async () => {
    let recorded: Buffer | undefined;
    const { dialogue } = talk((answer, { number }) => {
      if (number === 1) recorded = Buffer.from(answer ?? '');
      return number === 2 ? Buffer.from(recorded ?? '') : answer;
    });
    expect(await outcome(dialogue)).toBe('ok');
    expect(await outcome(dialogue)).toBe('wrong-request-id');
    expect(await outcome(dialogue)).toBe('ok');
  });

  it('follows an agent that restarted, by its authenticated report, within one question', async () => {
    const { agent, dialogue, asked } = talk((answer) => answer);
    expect(await outcome(dialogue)).toBe('ok');
    agent.engine.reboot();
    expect(await outcome(dialogue)).toBe('ok');
    expect(dialogue.engineBoots()).toBe(4);
    expect(asked()).toBe(4);
  });

  it.each([
    ['we slept, so that its time is ahead of ours', 0],
    ['our clock ran ahead, so that its time is behind ours', 4_000_000],
  ])('goes on when %s, by its authenticated report', async (_, oursMs) => {
    const clock = new FakeClock();
    const { agent, dialogue, asked } = talk((answer) => answer, credential, clock);
    expect(await outcome(dialogue)).toBe('ok');
    if (oursMs === 0) await agent.clock.advance(4_000_000);
    await clock.advance(oursMs);
    expect(await outcome(dialogue)).toBe('ok');
    expect(asked()).toBe(4);
    expect(await outcome(dialogue)).toBe('ok');
    expect(asked()).toBe(5);
  });

  it('is not moved by a report in clear that says its time is wrong: counted, asked again, answered', async () => {
    const { dialogue, notes, asked } = talk((answer, { id, number }) =>
      number === 2 ? forged(id, timeReport) : answer,
    );
    expect(await outcome(dialogue)).toBe('ok');
    expect(await outcome(dialogue)).toBe('ok');
    expect(notes).toEqual(['unproven-report']);
    expect(asked()).toBe(4);
    expect(dialogue.engineBoots()).toBe(3);
    expect(await outcome(dialogue)).toBe('ok');
    expect(asked()).toBe(5);
  });

  it('goes on with an agent that sends only such reports, by asking it anew', async () => {
    const stubborn = talk((answer, { id, number }) => (number > 0 ? forged(id, timeReport) : answer));
    expect(await outcome(stubborn.dialogue)).toBe('not-in-time-window');
    expect(stubborn.asked()).toBeLessThan(8);
    const sloppy = talk((answer, { id, number }) => (number === 1 || number === 2 ? forged(id, timeReport) : answer));
    expect(await outcome(sloppy.dialogue)).toBe('ok');
  });

  it('is not moved by a report in clear that says its digest is wrong', async () => {
    const { dialogue } = talk((answer, { id, number }) => (number === 2 ? forged(id, wrongDigests) : answer));
    expect(await outcome(dialogue)).toBe('ok');
    expect(await outcome(dialogue)).toBe('ok');
    expect(dialogue.engineBoots()).toBe(3);
    const always = talk((answer, { id, number }) => (number > 0 ? forged(id, wrongDigests) : answer));
    expect(await outcome(always.dialogue)).toBe('wrong-digest');
  });

  it('learns the time from an authenticated report after a forged discovery', async () => {
    const { dialogue, notes } = talk((answer, { id, number }) =>
      number === 0 ? forged(id, '1.3.6.1.6.3.15.1.1.4.0') : answer,
    );
    expect(await outcome(dialogue)).toBe('ok');
    expect(dialogue.engineBoots()).toBe(3);
    expect(notes).toEqual([]);
  });

  it('with an engine that is not the agent is told so, and finds the agent', async () => {
    const other = Buffer.from('8000000099', 'hex');
    const { dialogue, asked } = talk((answer, { id, number }) =>
      number === 0 ? forged(id, '1.3.6.1.6.3.15.1.1.4.0', other) : answer,
    );
    expect(await outcome(dialogue)).toBe('ok');
    expect(asked()).toBe(4);
    const always = talk((answer, { id }) =>
      answer?.includes(agentEngineId) ? forged(id, '1.3.6.1.6.3.15.1.1.4.0', other) : answer,
    );
    expect(await outcome(always.dialogue)).toBe('unknown-engine');
  });

  it.each([
    ['garbage', () => Buffer.from('GET / HTTP/1.0')],
    ['an empty engine id', (id: number) => forged(id, timeReport, Buffer.alloc(0))],
    ['an engine id that is too long', (id: number) => forged(id, timeReport, Buffer.alloc(33))],
  ])('that is answered a discovery with %s fails as malformed', async (_, make) => {
    const { dialogue } = talk((_answer, { id }) => make(id));
    expect(await outcome(dialogue)).toBe('malformed');
  });

  it('never throws and costs a bounded number of messages, whatever the agent sends', async () => {
    const anything = fc.oneof(
      fc.constant('real' as const),
      fc.constant(undefined),
      fc.constantFrom(timeReport, wrongDigests, '1.3.6.1.6.3.15.1.1.3.0', '1.3.6.1.6.3.12.1.5.0'),
      fc.uint8Array({ maxLength: 60 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(anything, { maxLength: 12 }), async (script) => {
        const { dialogue, asked } = talk((answer, { id, number }) => {
          const act = number < script.length ? script[number] : 'real';
          if (act === 'real') return answer;
          return typeof act === 'string' ? forged(id, act) : act === undefined ? undefined : Buffer.from(act);
        });
        await outcome(dialogue);
        expect(asked()).toBeLessThanOrEqual(24);
        while (asked() < script.length) await outcome(dialogue);
        await outcome(dialogue);
        expect(await outcome(dialogue)).toBe('ok');
      }),
      { numRuns: 300 },
    );
  });

  it('shows nothing of its keys or question in what it sends', () => {
    const sent: Buffer[] = [];
    const agent = answering({ rows, credentials: [credential] });
    const dialogue = new V3Dialogue({
      credential,
      writer: new BerWriter(),
      clock: agent.clock,
      note: () => {},
      exchange: (encode) => {
        const request = encode(0x2000_0000 + sent.length);
        sent.push(request);
        const datagram = agent.answer(request) ?? Buffer.alloc(0);
        return Promise.resolve({ kind: 'answered', id: 0x2000_0000 + sent.length - 1, datagram, ...atOnce });
      },
    });
    return dialogue.ask(question).then(() => {
      const all = Buffer.concat(sent);
      expect(all.includes('-password')).toBe(false);
      expect(sent[1]?.includes(Buffer.from(question.names[0] ?? []))).toBe(false);
      expect(decodeV3Head(sent[1] ?? Buffer.alloc(0))).toMatchObject({ level: 3 });
    });
  });
});
