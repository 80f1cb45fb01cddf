import { expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import type { FakeSession } from '../snmp/session.fake.ts';
import { pairReadLimits } from './limits.ts';
import { readExtend } from './read-extend.ts';
import { bareHost, integer, octets } from './vrrp-agent.fake.ts';

const clock = new FakeClock();
const table = '1.3.6.1.4.1.8072.1.3.2';
const index = '3.99.114.109';

/** An agent whose extend `crm` printed these lines. */
function agentWith(lines: readonly string[], told = lines.length): FakeSession {
  const session = bareHost();
  session.set(`${table}.3.1.2.${index}`, octets(lines.join('\n')));
  session.set(`${table}.3.1.3.${index}`, integer(told));
  session.set(`${table}.3.1.4.${index}`, integer(1));
  for (const [at, line] of lines.entries()) session.set(`${table}.4.1.2.${index}.${at + 1}`, octets(line));
  return session;
}

const read = (session: FakeSession, name = 'crm') => readExtend({ session, clock, name });

it('gives what a command printed with its exit code, blank lines and all', async () => {
  const lines = ['<a>', '', ' 双机 </a>'];
  expect(await read(agentWith(lines))).toMatchObject({
    outcome: 'answered',
    facts: { text: lines.join('\n'), exitCode: 1 },
  });
});

it('reads line by line what the agent cannot send at once, or what would be many fragments', async () => {
  const few = agentWith(['one', '', 'three']);
  const get = few.get.bind(few);
  few.get = (part, oids) => {
    if (oids.some((oid) => oid.startsWith(`${table}.3.1.2.`))) few.failNext('too-big');
    return get(part, oids);
  };
  expect(await read(few)).toMatchObject({ facts: { text: 'one\n\nthree' } });
  const many = Array.from({ length: pairReadLimits.extendLinesAtOnce + 1 }, (_, at) => `line ${at}`);
  const session = agentWith(many);
  expect(await read(session)).toMatchObject({ facts: { text: many.join('\n') } });
  expect(session.asked.flatMap(({ oids }) => oids)).not.toContain(`${table}.3.1.2.${index}`);
});

it('is malformed, and never half a text, when lines are missing', async () => {
  const many = Array.from({ length: pairReadLimits.extendLinesAtOnce + 1 }, () => 'x');
  expect(await read(agentWith(many, many.length + 1))).toMatchObject({ outcome: 'malformed' });
});

it('is absent where the agent has no such name, and silent where it has nothing to say', async () => {
  expect(await read(agentWith(['x']), 'other')).toMatchObject({
    outcome: 'absent',
    reason: { params: { what: 'extend other' } },
  });
  const session = agentWith(['x']);
  session.failNext('timeout');
  expect(await read(session)).toMatchObject({ outcome: 'silent' });
});
