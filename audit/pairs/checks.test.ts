import { describe, expect, it } from 'vitest';
import type { PostgresqlFacts } from '../../collector/index.ts';
import { dictionary, languages, message, render } from '../../core/index.ts';
import { pairsDefaults } from '../../inventory/index.ts';
import { pairChecks } from './catalogue.ts';
import type { PairScene, Takeover } from './model.ts';
import {
  answered,
  app,
  appReading,
  city,
  database,
  databaseReading,
  host,
  instance,
  judged,
  macs,
  primary,
  sceneOf,
  standby,
  startAt,
  swapped,
  tried,
  twice,
  vrrp,
  webProbe,
  without,
  words,
} from './scene.fake.ts';
import { pairTexts } from './words.ts';

const settings = { ...pairsDefaults.defaults, pairId: app.id };
const verdict = (id: string, scene: PairScene): string => {
  const found = judged(id, scene);
  return found === undefined ? 'none' : `${found.verdict} ${found.severity} ${found.trouble} ${found.reason.key}`;
};

describe('every check of pairs', () => {
  it('stands in the catalogue once, in its order, with words in both languages', () => {
    const ids = pairChecks.map(({ id }) => id);
    expect(ids).toEqual(Array.from({ length: 32 }, (_, index) => `FO-${String(index + 1).padStart(2, '0')}`));
    for (const language of languages) {
      for (const id of ids) {
        for (const part of ['title', 'remedy']) expect(pairTexts[language]).toHaveProperty([`pairs.${id}.${part}`]);
      }
    }
  });

  it('is green for nobody who was not read', () => {
    const nothing = sceneOf([]);
    const green = Object.entries(words(nothing)).filter(([, word]) => word === 'pass' || word === 'fail');
    // What is declared is known without a reading.
    expect(green).toEqual([['FO-29', 'pass']]);
  });

  it.each(['silent', 'refused', 'malformed'] as const)('passes nothing on two members that are %s', (outcome) => {
    const gone = { host: without(outcome), vrrp: without(outcome) };
    const scene = sceneOf(twice((at) => appReading({ a: gone, b: gone, neighbours: [] }, at)));
    expect(Object.entries(words(scene)).filter(([, word]) => word !== 'unknown' && word !== 'not-offered')).toEqual([
      ['FO-29', 'pass'],
    ]);
  });

  it('passes nothing on readings that are old', () => {
    const scene = sceneOf([appReading()], { now: startAt + 46_000 });
    const passed = Object.entries(words(scene)).filter(([, word]) => word === 'pass');
    expect(passed.map(([id]) => id)).toEqual(['FO-29']);
  });

  it('passes a healthy pair, says what its engine does not offer, and renders every reason', () => {
    const apps = sceneOf(twice((at) => appReading({}, at)));
    const databases = sceneOf(twice((at) => databaseReading({}, at)));
    for (const scene of [apps, databases]) {
      expect(Object.values(words(scene))).not.toContain('fail');
      expect(Object.values(words(scene))).not.toContain('unknown');
      for (const check of pairChecks) {
        const found = check.judge(scene);
        if (found === undefined) continue;
        for (const language of languages) {
          const said = render(dictionary(language, pairTexts), found.reason);
          expect(said).not.toMatch(/\{\w+\}|^pairs\./);
        }
      }
    }
    expect(words(databases)).toMatchObject({ 'FO-21': 'pass', 'FO-22': 'pass', 'FO-23': 'pass', 'FO-24': 'pass' });
  });
});

describe('who serves', () => {
  const bothMaster = (at: number) =>
    appReading({ b: { vrrp: answered(vrrp(instance('master', { addressesSet: false })), at) } }, at);

  it('believes two masters when they are seen twice, not in the middle of a takeover', () => {
    expect(verdict('FO-01', sceneOf(twice(bothMaster)))).toBe('fail P1 split-brain pairs.FO-01.fail');
    expect(verdict('FO-01', sceneOf([bothMaster(startAt)]))).toBe('unknown P1 split-brain pairs.seen-once');
    expect(verdict('FO-01', sceneOf([bothMaster(startAt + 2_000), appReading()]))).toMatch(/^unknown .*seen-once$/);
  });

  it('finds two holders after a kill -9, where the daemon is gone and a role poll shows one master', () => {
    const killed = (at: number) => {
      const reading = swapped(at);
      const [a, b] = reading.members;
      const left = { ...a, host: answered(host(app.virtualAddress, macs.a), at), vrrp: without('absent', at) };
      return { ...reading, members: [left, b] } as const;
    };
    const scene = sceneOf(twice(killed));
    expect(verdict('FO-01', scene)).toBe('pass P1 split-brain pairs.FO-01.pass');
    expect(verdict('FO-02', scene)).toBe('fail P1 split-brain pairs.FO-02.fail');
    expect(verdict('FO-04', scene)).toBe('fail P1 split-brain pairs.FO-04.holds');
    expect(judged('FO-02', scene)?.evidence).toHaveLength(2);
  });

  it('calls it no holder when neither has the address, or both are in fault', () => {
    const bare = (at: number) => appReading({ a: { host: answered(host(undefined, macs.a), at) } }, at);
    expect(verdict('FO-03', sceneOf(twice(bare)))).toBe('fail P1 no-holder pairs.FO-03.fail');
    expect(verdict('FO-06', sceneOf(twice(bare)))).toBe('fail P1 no-holder pairs.FO-06.fail');
    const fault = (at: number) => {
      const row = answered(vrrp(instance('fault', { addressesSet: false })), at);
      const none = (mac: string) => answered(host(undefined, mac), at);
      return appReading({ a: { vrrp: row, host: none(macs.a) }, b: { vrrp: row, host: none(macs.b) } }, at);
    };
    expect(verdict('FO-03', sceneOf(twice(fault)))).toBe('fail P1 no-holder pairs.FO-03.fault');
  });

  it("does not call an address nobody's while one table of addresses is cut", () => {
    const cut = (at: number) => {
      const facts = host(undefined, macs.a, { addressesWhole: false });
      return appReading({ a: { host: answered(facts, at) } }, at);
    };
    expect(verdict('FO-03', sceneOf(twice(cut)))).toMatch(/^unknown .*addresses-unknown$/);
    expect(verdict('FO-02', sceneOf(twice(cut)))).toMatch(/^unknown/);
  });

  it("finds a neighbour that still knows the other member, and takes VRRP's own MAC for what it is", () => {
    const knows = (mac: string) => (at: number) =>
      appReading({ neighbours: [{ deviceId: 'jintan-agg-1', outcome: 'answered', at, mac }] }, at);
    expect(verdict('FO-10', sceneOf(twice(knows(macs.b))))).toBe('fail P1 service-down pairs.FO-10.fail');
    expect(verdict('FO-10', sceneOf(twice(knows('02:00:00:00:00:99'))))).toMatch(/FO-10.stranger$/);
    expect(verdict('FO-10', sceneOf(twice(knows('00:00:5e:00:01:33'))))).toMatch(/^pass/);
  });

  it('takes the reading of each MIB by its own row, the declared VRID before all', () => {
    const other = instance('backup', { vrid: 52, virtualAddresses: [] });
    const mine = instance('master', { vrid: 51 });
    const both = { ...vrrp(mine), instances: [other, mine] };
    const reading = (at: number) => appReading({ a: { vrrp: answered(both, at) } }, at);
    expect(verdict('FO-01', sceneOf(twice(reading)))).toMatch(/^pass/);
    const scene = sceneOf(twice(reading), { settings: { ...settings, vrid: 52 } });
    expect(verdict('FO-06', scene)).toMatch(/^unknown .*no-master$/);
  });
});

describe('the standby', () => {
  it.each([
    [
      'a bad script',
      { vrrp: answered(vrrp(instance('backup'), { scripts: [{ name: 'chk', result: 'bad' }] })) },
      'script',
    ],
    ['a lowered priority', { vrrp: answered(vrrp(instance('backup', { effectivePriority: 60 }))) }, 'priority'],
    ['a fault', { vrrp: answered(vrrp(instance('fault'))) }, 'state'],
    ['no instance', { vrrp: answered({ instances: [], scripts: [] }) }, 'no-instance'],
    ['no daemon', { vrrp: without('absent') }, 'absent'],
  ] as const)('is not ready with %s', (_name, b, why) => {
    expect(verdict('FO-05', sceneOf([appReading({ b })]))).toBe(`fail P2 standby-absent pairs.FO-05.${why}`);
  });

  it('that is silent is not known to be ready, however well the other one is', () => {
    const scene = sceneOf([appReading({ b: { host: without('silent'), vrrp: without('silent') } })]);
    expect(verdict('FO-05', scene)).toMatch(/^unknown/);
    expect(verdict('FO-04', scene)).toMatch(/^unknown/);
  });
});

describe('PostgreSQL', () => {
  const facts = (bend: Partial<PostgresqlFacts>) => (at: number) => answered({ ...primary, ...bend }, at);
  const forked = (at: number) => databaseReading({ b: answered({ ...primary, timeline: 2 }, at) }, at);

  it('forked is a split brain when seen twice', () => {
    expect(verdict('FO-21', sceneOf(twice(forked)))).toBe('fail P1 split-brain pairs.FO-21.fail');
    expect(verdict('FO-21', sceneOf([forked(startAt)]))).toMatch(/seen-once$/);
  });

  it('with a member that does not run writes once; with one that is silent nobody knows', () => {
    const alone = (b: ReturnType<typeof without>) => sceneOf([databaseReading({ b })]);
    expect(verdict('FO-21', alone(without('absent')))).toMatch(/^pass .*alone$/);
    expect(verdict('FO-21', alone(without('silent')))).toMatch(/^unknown/);
    expect(verdict('FO-22', alone(without('absent')))).toBe('fail P1 standby-absent pairs.FO-22.gone');
  });

  it('without a row has no standby, though no lag would ever tell', () => {
    const scene = sceneOf([databaseReading({ a: facts({ standbys: [] })(startAt) })]);
    expect(verdict('FO-22', scene)).toBe('fail P1 standby-absent pairs.FO-22.fail');
    expect(verdict('FO-23', scene)).toMatch(/^unknown .*no-row$/);
  });

  it('is not followed by its own standby because another replica streams', () => {
    const { receiver: _, ...deaf } = standby;
    expect(verdict('FO-22', sceneOf([databaseReading({ b: answered(deaf) })]))).toMatch(/^fail P1 .*receiver$/);
  });

  it('tells lag by bytes, a paused replay although it streams, and slots that fill the disk', () => {
    const behind = facts({ standbys: [{ ...primary.standbys[0], replayBytesBehind: 17 * 1024 * 1024 } as never] });
    expect(verdict('FO-23', sceneOf([databaseReading({ a: behind(startAt) })]))).toMatch(
      /^fail P2 standby-stale .*fail$/,
    );
    const paused = databaseReading({ b: answered({ ...standby, replayPaused: true }) });
    expect(verdict('FO-23', sceneOf([paused]))).toMatch(/^fail P2 standby-stale .*paused$/);
    const full = facts({ slots: [{ name: 's', active: false, walStatus: 'extended', retainedBytes: 5 }] });
    expect(verdict('FO-24', sceneOf([databaseReading({ a: full(startAt) })]))).toMatch(/^fail P2/);
    const lost = facts({ slots: [{ name: 's', active: false, walStatus: 'lost' }] });
    expect(verdict('FO-24', sceneOf([databaseReading({ a: lost(startAt) })]))).toMatch(/^fail P1/);
  });

  it('of another timeline, or another database, is no standby', () => {
    const other = databaseReading({ b: answered({ ...standby, timeline: 2 }) });
    expect(verdict('FO-21', sceneOf([other, other]))).toMatch(/^unknown|^fail/);
    const later = (at: number) => databaseReading({ b: answered({ ...standby, timeline: 2 }, at) }, at);
    expect(verdict('FO-21', sceneOf(twice(later)))).toBe('fail P1 standby-stale pairs.FO-21.timeline');
    const strange = (at: number) => databaseReading({ b: answered({ ...standby, systemIdentifier: '9' }, at) }, at);
    expect(verdict('FO-21', sceneOf(twice(strange)))).toBe('fail P1 standby-absent pairs.FO-21.other-database');
  });

  it('shows when the account that watches may write', () => {
    const open = databaseReading({ a: answered({ ...primary, excessRights: ['superuser'] }) });
    expect(verdict('FO-16', sceneOf([open]))).toBe('fail P1 write-open pairs.FO-16.fail');
  });
});

describe('other engines', () => {
  const pairOf = (kind: 'mysql' | 'redis' | 'drbd' | 'pacemaker') => ({ ...database, standby: kind });
  const withEngine = (kind: 'mysql' | 'redis' | 'drbd' | 'pacemaker', a: unknown, b: unknown) => (at: number) => {
    const { members, ...rest } = databaseReading({}, at);
    const [one, two] = members;
    const bent = (member: (typeof members)[0], facts: unknown) => {
      const { postgresql: _, ...plain } = member;
      return { ...plain, [kind]: facts === undefined ? without('absent', at) : answered(facts, at) };
    };
    return { ...rest, members: [bent(one, a), bent(two, b)] } as never;
  };
  const scene = (kind: 'mysql' | 'redis' | 'drbd' | 'pacemaker', a: unknown, b: unknown) =>
    sceneOf(twice(withEngine(kind, a, b)), { pair: pairOf(kind) });
  const writer = { version: '10.11', serverId: '1', readOnly: false, gtid: '0-1-5' };
  const follower = {
    ...writer,
    readOnly: true,
    replica: { sourceHost: 'a', ioRunning: 'Yes', sqlRunning: 'Yes', secondsBehind: 0 },
  };

  it('MySQL: stopped, behind, both writing, gone', () => {
    const broken = { ...follower, replica: { ...follower.replica, sqlRunning: 'No', sqlError: 'duplicate key' } };
    const late = { ...follower, replica: { ...follower.replica, secondsBehind: 120 } };
    const idle = { ...follower, replica: { sourceHost: 'a', ioRunning: 'Yes', sqlRunning: 'Yes' } };
    expect(verdict('FO-25', scene('mysql', writer, follower))).toMatch(/^pass/);
    expect(verdict('FO-25', scene('mysql', writer, broken))).toMatch(/^fail P1 standby-absent .*stopped$/);
    expect(verdict('FO-25', scene('mysql', writer, late))).toMatch(/^fail P2 standby-stale .*behind$/);
    expect(verdict('FO-25', scene('mysql', writer, writer))).toMatch(/^fail P1 split-brain .*both-write$/);
    expect(verdict('FO-25', scene('mysql', writer, undefined))).toMatch(/^fail P1 standby-absent .*gone$/);
    expect(verdict('FO-25', scene('mysql', writer, idle))).toMatch(/^unknown/);
  });

  it('Redis: link down, two masters', () => {
    const master = { version: '7', role: 'master', replicationId: 'x', offset: 100, replicas: [] };
    const slave = { ...master, role: 'slave', linkUp: true, secondsSinceIo: 1 };
    expect(verdict('FO-25', scene('redis', master, slave))).toMatch(/^pass/);
    expect(verdict('FO-25', scene('redis', master, { ...slave, linkUp: false }))).toMatch(/^fail P1 .*link$/);
    expect(verdict('FO-25', scene('redis', master, master))).toMatch(/split-brain/);
    expect(verdict('FO-01', scene('redis', master, master))).toMatch(/^fail/);
  });

  it('DRBD: both primary, standalone, out of date, without quorum', () => {
    const up = { volume: 0, diskState: 'UpToDate', quorum: true };
    const link = {
      name: 'b',
      connectionState: 'Connected',
      peerRole: 'Secondary',
      outOfSyncBytes: 0,
      peerDiskStates: ['UpToDate'],
    };
    const one = (role: string, bend: object = {}, device: object = {}) => ({
      resources: [
        { name: 'r0', role, suspended: false, devices: [{ ...up, ...device }], connections: [{ ...link, ...bend }] },
      ],
    });
    const passive = one('Secondary', { peerRole: 'Primary' });
    expect(verdict('FO-26', scene('drbd', one('Primary'), passive))).toMatch(/^pass/);
    const dual = one('Primary', { peerRole: 'Primary' });
    expect(verdict('FO-26', scene('drbd', dual, dual))).toMatch(/^fail P1 split-brain/);
    const cut = one('Primary', { connectionState: 'StandAlone', peerRole: 'Unknown' });
    expect(verdict('FO-26', scene('drbd', cut, passive))).toMatch(/split-brain/);
    const old = one('Primary', { outOfSyncBytes: 4096 });
    expect(verdict('FO-26', scene('drbd', old, passive))).toMatch(/^fail P2 standby-stale/);
    expect(verdict('FO-26', scene('drbd', one('Primary', {}, { quorum: false }), passive))).toMatch(/failover-off/);
  });

  it('Pacemaker: no quorum, no fencing, maintenance, a forgotten ban, a node in standby', () => {
    const node = { online: true, standby: false, maintenance: false, unclean: false };
    const { memberA, memberB } = database;
    const good = {
      ...{ withQuorum: true, stonithEnabled: true, noQuorumPolicy: 'stop', maintenanceMode: false },
      nodes: [
        { name: memberA, ...node },
        { name: memberB, ...node },
      ],
      resources: [{ id: 'ip', role: 'Started', managed: true, failed: false, nodes: [memberA] }],
      ...{ bans: [], failures: [], fencingFailures: [] },
    };
    const of = (bend: object) => scene('pacemaker', { ...good, ...bend }, { ...good, ...bend });
    for (const id of ['FO-01', 'FO-17', 'FO-18', 'FO-19', 'FO-05']) expect(verdict(id, of({}))).toMatch(/^pass/);
    expect(verdict('FO-17', of({ withQuorum: false }))).toMatch(/^fail P1 failover-off/);
    expect(verdict('FO-18', of({ stonithEnabled: false }))).toMatch(/^fail P1/);
    expect(verdict('FO-19', of({ maintenanceMode: true }))).toMatch(/^fail P2/);
    expect(verdict('FO-19', of({ bans: [{ id: 'x', resource: 'ip', node: memberB }] }))).toMatch(/ban$/);
    const nodes = [good.nodes[0], { ...good.nodes[1], standby: true }];
    expect(verdict('FO-05', of({ nodes }))).toMatch(/^fail P2 standby-absent .*node$/);
  });

  it('Patroni: paused, leaderless, two leaders, a third vote that is late', () => {
    const member = { name: 'a', role: 'leader', state: 'running', timeline: 1 };
    const good = {
      ...{ role: 'primary', state: 'running', paused: false, unlocked: false, dcsLastSeenAt: startAt, history: [] },
      members: [member, { ...member, name: 'b', role: 'replica' }],
    };
    const of = (bend: object) => {
      const reading = databaseReading();
      const members = reading.members.map((one) => ({ ...one, patroni: answered({ ...good, ...bend }) }));
      return sceneOf([{ ...reading, members } as never], { settings: { ...settings, patroni: { port: 8008 } } });
    };
    expect(verdict('FO-20', of({}))).toMatch(/^pass/);
    expect(verdict('FO-27', of({}))).toMatch(/^pass/);
    expect(verdict('FO-20', of({ paused: true }))).toMatch(/^fail P2 failover-off/);
    expect(verdict('FO-20', of({ unlocked: true }))).toMatch(/^fail P1 no-holder/);
    expect(verdict('FO-20', of({ members: [member, { ...member, name: 'b' }] }))).toMatch(/^fail P1 split-brain/);
    expect(verdict('FO-27', of({ dcsLastSeenAt: startAt - 60_000 }))).toMatch(/^fail P2 witness-down/);
  });
});

describe('what is beside the engines', () => {
  const probed = { ...settings, probes: [webProbe] };
  const takeover: Takeover = {
    ...{ id: 't', pairId: app.id, from: app.memberA, to: app.memberB, detectedAt: startAt, planned: false },
    ...{ cause: message('pairs.cause.unknown'), services: [], points: [], open: false },
  };

  it('the service is down after tries have failed for a while, unknown when none was made', () => {
    const tries = (...oks: readonly boolean[]) => oks.map((ok, age) => tried(ok, startAt + 1_000 - age * 1_000));
    const scene = (probes: PairScene['probes']) => sceneOf([appReading()], { settings: probed, probes });
    expect(verdict('FO-11', scene(tries(true, true)))).toMatch(/^pass/);
    expect(verdict('FO-11', scene(tries(false, true, true)))).toMatch(/^pass/);
    expect(verdict('FO-11', scene(tries(false, false, false, false, false, false, true)))).toMatch(
      /^fail P1 service-down/,
    );
    expect(verdict('FO-11', scene([]))).toMatch(/^unknown/);
  });

  it('flapping is counted by counters: polls that see the same master miss it', () => {
    const counted = (becomeMaster: number) => (at: number) =>
      appReading({ a: { vrrp: answered(vrrp(instance('master', { becomeMaster })), at) } }, at);
    const calm = [counted(1)(startAt + 15_000), counted(1)(startAt)];
    const wild = [counted(4)(startAt + 15_000), counted(1)(startAt)];
    expect(verdict('FO-08', sceneOf(calm))).toMatch(/^pass/);
    expect(verdict('FO-08', sceneOf(wild))).toMatch(/^fail P1 flapping/);
  });

  it('flapping is counted by who answered, where daemons that restart count from nought', () => {
    const probes = ['b', 'a', 'a', 'b', 'a'].map((answeredBy, age) =>
      tried(true, startAt - age * 1_000, { answeredBy }),
    );
    expect(verdict('FO-08', sceneOf([appReading()], { probes }))).toMatch(/^fail P1 flapping/);
    expect(verdict('FO-08', sceneOf([appReading()], { probes: probes.slice(1) }))).toMatch(/^pass/);
  });

  it('a takeover that nobody planned is told for an hour, a planned one is not', () => {
    const of = (bend: Partial<Takeover>, after = 2_000) =>
      verdict(
        'FO-07',
        sceneOf([swapped(startAt + after)], { takeovers: [{ ...takeover, ...bend }], now: startAt + after + 500 }),
      );
    expect(of({})).toMatch(/^fail P2 took-over/);
    expect(of({ planned: true })).toMatch(/^pass/);
    expect(of({}, 3_700_000)).toMatch(/^pass/);
  });

  it('away from home is for the report, after three days for the same day', () => {
    const home = { ...settings, home: app.memberA };
    const scene = (age: number) =>
      sceneOf([swapped(startAt)], { settings: home, takeovers: [{ ...takeover, detectedAt: startAt - age }] });
    expect(verdict('FO-09', scene(1_000))).toBe('fail P3 took-over pairs.FO-09.no-preempt');
    expect(verdict('FO-09', scene(73 * 3_600_000))).toMatch(/^fail P2/);
  });

  it('the last takeover is held to its targets as an interval', () => {
    const of = (rtoMs: Takeover['rtoMs'], rpoMs?: Takeover['rpoMs']) =>
      sceneOf([swapped()], {
        takeovers: [
          { ...takeover, ...(rtoMs === undefined ? {} : { rtoMs }), ...(rpoMs === undefined ? {} : { rpoMs }) },
        ],
      });
    expect(verdict('FO-30', of({ least: 1_000, most: 3_000 }))).toMatch(/^pass/);
    expect(verdict('FO-30', of({ least: 61_000, most: 63_000 }))).toMatch(/^fail P2 slow-takeover/);
    expect(verdict('FO-30', of({ least: 59_000, most: 63_000 }))).toMatch(/^unknown/);
    expect(verdict('FO-30', of(undefined))).toMatch(/^unknown/);
    expect(verdict('FO-31', of(undefined, { least: 0, most: 1_000 }))).toMatch(/^pass/);
    expect(verdict('FO-31', of(undefined, { least: 0, most: 90_000 }))).toMatch(/^fail P2 .*perhaps$/);
  });

  it('manifests that differ are drift; one alone proves nothing', () => {
    const manifest = (hash: string) => answered({ items: { 'service.conf': hash } });
    const of = (a: object, b: object) => verdict('FO-14', sceneOf([appReading({ a, b })]));
    expect(of({ manifest: manifest('x') }, { manifest: manifest('x') })).toMatch(/^pass/);
    expect(of({ manifest: manifest('x') }, { manifest: manifest('y') })).toMatch(/^fail P2 configuration-drift/);
    expect(of({ manifest: manifest('x') }, { manifest: without('silent') })).toMatch(/^unknown/);
  });

  it('clocks, shared fate, survivors, drills', () => {
    const skewed = appReading({ b: { host: answered(host(undefined, macs.b, { clockOffsetMs: 1_500 })) } });
    expect(verdict('FO-15', sceneOf([skewed]))).toMatch(/^fail P2/);
    const places = (rack: string) =>
      new Map([
        [app.memberA, { rack: 'r1', power: 'p1' }],
        [app.memberB, { rack, power: 'p2' }],
      ]);
    const fate = (rack: string) => sceneOf([appReading()], { settings: { ...settings, members: places(rack) } });
    expect(verdict('FO-32', fate('r1'))).toMatch(/^fail P3 shared-fate/);
    expect(verdict('FO-32', fate('r2'))).toMatch(/^pass/);
    const peaks = (b: number) =>
      sceneOf([appReading()], {
        peaks: new Map([
          [app.memberA, 0.6],
          [app.memberB, b],
        ]),
      });
    expect(verdict('FO-28', peaks(0.3))).toMatch(/^pass/);
    expect(verdict('FO-28', peaks(0.5))).toMatch(/^fail P2/);
    const day = 86_400_000;
    expect(verdict('FO-29', sceneOf([appReading()], { declaredAt: startAt - 181 * day }))).toMatch(/never$/);
    const drilled = { declaredAt: startAt - 400 * day, lastDrillAt: startAt - day };
    expect(verdict('FO-29', sceneOf([appReading()], drilled))).toMatch(/^pass/);
  });

  it('knows the services and points of the city it judges', () => {
    expect([...city.services.values()].some(({ appPairId }) => appPairId === app.id)).toBe(true);
  });
});
