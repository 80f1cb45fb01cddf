import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { silentLog, systemClock } from '../../core/index.ts';
import { suiteNeeding } from '../../test/needs.ts';
import { type Cutter, startCutter } from '../../test/takeover/cutter.ts';
import { type Arbiter, startArbiter } from '../arbiter/server.ts';
import type { Access } from '../lease/connection.ts';
import { schemaName } from '../lease/schema.ts';
import { compareTokens, parseToken } from '../lease/token.ts';
import type { Role } from '../model.ts';
import { startTrialPostgres, type TrialPostgres } from '../postgres.fake.ts';
import { createMember, type Member } from './member.ts';

const shortTtlMs = 3_000;
const key = 'k'.repeat(32);
const patience = { timeout: 40_000, interval: 50 };

suiteNeeding(['psql'], 'a pair with a database on each host', () => {
  let databases: Record<'a' | 'b', TrialPostgres>;
  let folder: string;
  let arbiter: Arbiter;
  let wires: Cutter[] = [];
  let members: Member[] = [];

  beforeAll(async () => {
    const a = await startTrialPostgres();
    databases = { a, b: await a.replica() };
    folder = mkdtempSync(join(tmpdir(), 'fangzhou-pair-'));
  }, 60_000);
  afterAll(async () => {
    await databases?.b.remove();
    await databases?.a.remove();
    rmSync(folder, { recursive: true, force: true });
  }, 30_000);
  beforeEach(async () => {
    const options = { host: '127.0.0.1', port: 0, key, clock: systemClock, log: silentLog };
    arbiter = await startArbiter({ ...options, votesFile: join(folder, `votes-${performance.now()}`) });
    databases.a.sql(`DROP SCHEMA IF EXISTS ${schemaName} CASCADE`);
  });
  afterEach(async () => {
    await Promise.all(members.map((member) => member.stop()));
    await Promise.all(wires.map((wire) => wire.close()));
    await arbiter.close();
    [members, wires] = [[], []];
  }, 20_000);

  const member = async (
    id: 'a' | 'b',
    { withArbiter = true, ttlMs = shortTtlMs }: { readonly withArbiter?: boolean; readonly ttlMs?: number } = {},
  ): Promise<{ member: Member; roles: Role[]; cut: (isCut: boolean) => void }> => {
    const peer = id === 'a' ? 'b' : 'a';
    const [toPeer, toArbiter] = [await startCutter(databases[peer]), await startCutter(arbiter)];
    wires.push(toPeer, toArbiter);
    const access = (at: 'a' | 'b', port: number): Access => ({
      ...{ host: '127.0.0.1', port, at, database: 'postgres', user: 'postgres' },
      ...{ password: databases.a.password, authority: undefined },
    });
    const roles: Role[] = [];
    const made = createMember({
      ...{ id, peer, url: `http://${id}`, ttlMs, notifyDelayMs: 1_000, clock: systemClock, log: silentLog },
      accesses: [access(id, databases[id].port), access(peer, toPeer.port)],
      arbiter: withArbiter ? { host: '127.0.0.1', port: toArbiter.port, key } : undefined,
      onRole: (role) => void roles.push(role),
    });
    members.push(made);
    await made.start();
    const cut = (isCut: boolean): void => {
      toPeer.cut(isCut);
      toArbiter.cut(isCut);
    };
    return { member: made, roles, cut };
  };

  /** `a`, which holds the lease, then `b`, which sees it. */
  const both = async (wish: Parameters<typeof member>[1] = {}) => {
    const a = await member('a', wish);
    await expect.poll(() => a.member.role, patience).toBe('active');
    const b = await member('b', wish);
    await expect.poll(() => b.member.view().active?.id, patience).toBe('a');
    return [a, b] as const;
  };

  it('has one that decides, and hands over at once when that one ends in order', async () => {
    // So long a lease runs out in no test: whoever takes it was handed it.
    const [a, b] = await both({ ttlMs: 120_000 });
    expect([a.member.role, b.member.role]).toEqual(['active', 'standby']);
    expect(b.member.view()).toMatchObject({
      active: { id: 'a', url: 'http://a' },
      takeover: 'votes',
      arbiter: 'answers',
    });
    await expect.poll(() => b.member.view().lossBound.database, patience).toBe('asynchronous');
    await a.member.stop();
    await expect.poll(() => b.member.role, patience).toBe('active');
  });

  it('goes on without the arbiter while both see the same database, and without the other one while the arbiter answers', async () => {
    const [a, b] = await both();
    await arbiter.close();
    await new Promise((resolve) => setTimeout(resolve, 1.5 * shortTtlMs));
    expect([a.roles, b.roles]).toEqual([['active'], []]);
    expect(a.member.view()).toMatchObject({ role: 'active', arbiter: 'silent' });
    // Now the second vote is gone as well: it must stop although its own database answers.
    await b.member.stop();
    await expect.poll(() => a.member.role, patience).toBe('standby');
    expect(a.member.fence.token()).toBeUndefined();
    await expect.poll(() => a.member.view().hindrance, patience).toBe('arbiter-unreachable');
  });

  it('does nothing of its own without a third vote when the database is lost with its host, and says so', async () => {
    const [a, b] = await both({ withArbiter: false });
    expect(a.member.view().takeover).toBe('manual');
    b.cut(true);
    await new Promise((resolve) => setTimeout(resolve, 2 * shortTtlMs));
    expect(b.member.role).toBe('standby');
    expect(b.member.view()).toMatchObject({ hindrance: 'database-unreachable', active: undefined });
    expect(b.member.undecidedSinceMs()).toBeDefined();
    expect(a.member.role).toBe('active');
  });

  it('promotes the replica by two votes when the host of the other is cut off, which stops by itself before', async () => {
    const [a, b] = await both();
    const before = parseToken(b.member.view().active?.token ?? '');
    a.cut(true);
    b.cut(true);
    // The arbiter is reached by the one that is still joined to it.
    wires.at(-1)?.cut(false);
    await expect.poll(() => b.member.role, patience).toBe('active');
    // Its own database still answers it; it stopped all the same, and first.
    expect(a.member.role).toBe('standby');
    expect(a.member.fence.token()).toBeUndefined();
    const after = parseToken(b.member.view().active?.token ?? '');
    if (before === undefined || after === undefined) throw new Error('no token');
    expect(after.timeline).toBe(before.timeline + 1);
    expect(compareTokens(after, before)).toBeGreaterThan(0);
    // Joined again it sees the later timeline, and does not take the lease of the earlier one.
    a.cut(false);
    b.cut(false);
    await new Promise((resolve) => setTimeout(resolve, shortTtlMs));
    await expect.poll(() => a.member.view().active?.id, patience).toBe('b');
    expect(a.roles).toEqual(['active', 'standby']);
    expect(a.member.view().databases.filter(({ condition }) => condition === 'primary')).toHaveLength(2);
  }, 60_000);
});
