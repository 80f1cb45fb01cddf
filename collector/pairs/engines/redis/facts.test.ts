import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Unlikely } from '../told.ts';
import { redisFactsOf } from './facts.ts';
import { encodeCommand, type Reply, takeReplies } from './resp.ts';

const master = `# Server\r\nredis_version:7.0.15\r\n# Replication\r\nrole:master\r\nconnected_slaves:1
slave0:ip=10.10.1.22,port=6379,state=online,offset=1204,lag=1
master_failover_state:no-failover\r\nmaster_replid:8f2b\r\nmaster_repl_offset:1218\r\n`;

describe('facts of Redis', () => {
  it('a master names its replicas, with how far they are', () => {
    expect(redisFactsOf(master)).toEqual({
      version: '7.0.15',
      role: 'master',
      replicationId: '8f2b',
      offset: 1218,
      replicas: [{ address: '10.10.1.22:6379', state: 'online', offset: 1204 }],
    });
  });

  it('a replica without its master says that the link is down, and for how long nobody counts', () => {
    const replica = `redis_version:7.0.15\nrole:slave\nmaster_host:10.10.1.21\nmaster_link_status:down
master_last_io_seconds_ago:-1\nslave_repl_offset:77\nslave_read_only:1\nmaster_replid:8f2b\nmaster_repl_offset:99`;
    expect(redisFactsOf(replica)).toEqual({
      version: '7.0.15',
      role: 'slave',
      replicationId: '8f2b',
      offset: 77,
      masterHost: '10.10.1.21',
      linkUp: false,
      readOnly: true,
      replicas: [],
    });
  });

  it.each([
    ['nothing', ''],
    ['a sentinel', master.replace('role:master', 'role:sentinel')],
    ['an offset that is none', master.replace('master_repl_offset:1218', 'master_repl_offset:x')],
    ['a replica that is cut', master.replace(',offset=1204,lag=1', '')],
  ])('%s is refused and never guessed', (_, info) => expect(() => redisFactsOf(info)).toThrow(Unlikely));
});

describe('answers of Redis', () => {
  const text = fc.string().filter((word) => !/[\r\n]/.test(word));
  const reply: fc.Arbitrary<Reply> = fc.record({ kind: fc.constantFrom('text', 'error'), text });
  const encode = ({ kind, text }: Reply) =>
    kind === 'error' ? `-${text}\r\n` : `$${Buffer.byteLength(text)}\r\n${text}\r\n`;

  it('are the same in however small pieces they come', () => {
    fc.assert(
      fc.property(fc.array(reply, { maxLength: 5 }), fc.integer({ min: 1, max: 7 }), (replies, size) => {
        const bytes = Buffer.from(replies.map(encode).join(''));
        let rest: Buffer = Buffer.alloc(0);
        const taken: Reply[] = [];
        for (let at = 0; at < bytes.length; at += size) {
          const step = takeReplies(Buffer.concat([rest, bytes.subarray(at, at + size)]));
          taken.push(...step.replies);
          rest = step.rest;
        }
        expect(taken).toEqual(replies);
        expect(rest).toHaveLength(0);
      }),
    );
  });

  it('of whatever octets end in answers, a wait for more, or a refusal', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (octets) => {
        try {
          const { rest } = takeReplies(Buffer.from(octets));
          expect(rest.length).toBeLessThanOrEqual(octets.length);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(Unlikely);
        }
      }),
    );
  });

  it('a command counts octets, not characters', () => {
    expect(encodeCommand('AUTH', '密码')).toBe('*2\r\n$4\r\nAUTH\r\n$6\r\n密码\r\n');
  });
});
