import { describe, expect, it } from 'vitest';
import { pairsDefaults } from '../../inventory/index.ts';
import type { PairScene } from './model.ts';
import {
  answered,
  app,
  appReading,
  database,
  databaseReading,
  judged,
  primary,
  sceneOf,
  startAt,
  without,
} from './scene.fake.ts';

const verdict = (id: string, scene: PairScene): string => {
  const found = judged(id, scene);
  return found === undefined
    ? 'none'
    : `${found.notOffered === true ? 'not-offered' : found.verdict} ${found.reason.key}`;
};

type Member = Readonly<Record<string, unknown>>;

/** A pair whose members tell these things beside what they tell anyway. */
function telling(a: Member, b: Member, declared: object, pair: PairScene['pair'] = app): PairScene {
  const { members, ...rest } = pair.standby === 'postgresql' ? databaseReading() : appReading();
  const [one, two] = members;
  const reading = {
    ...rest,
    members: [
      { ...one, ...a },
      { ...two, ...b },
    ],
  } as never;
  return sceneOf([reading], { pair, settings: { ...pairsDefaults.defaults, pairId: pair.id, ...declared } });
}

describe('corosync', () => {
  const settings = { corosync: { extend: 'corosync' } };
  const link = (id: number, connected = true) => ({
    ...{ id, address: `10.99.${id}.1` },
    peers: [{ nodeId: 2, connected }],
  });
  const votes = (device?: 'votes' | 'silent') => ({
    ...{ expected: 3, total: 3, quorum: 2, quorate: true },
    ...(device === undefined ? {} : { device }),
  });
  const whole = { links: [link(0), link(1)], votes: votes('votes') };
  const of = (a: object, b: object = whole) => {
    const told = (facts: object) => ({ corosync: answered({ ...whole, ...facts }) });
    return telling(told(a), told(b), settings, { ...app, standby: 'pacemaker' });
  };

  it('with two links that are heard has more than one heartbeat path; with one, or a broken one, it has not', () => {
    expect(verdict('FO-13', of({}))).toBe('pass pairs.FO-13.pass');
    expect(verdict('FO-13', of({}, { links: [link(0)] }))).toBe('fail pairs.FO-13.single');
    expect(verdict('FO-13', of({ links: [link(0), link(1, false)] }))).toBe('fail pairs.FO-13.broken');
    expect(judged('FO-13', of({}))?.evidence.map(({ source }) => source)).toHaveLength(4);
  });

  it('that hears the other one over no link says nothing of how many paths there are', () => {
    expect(verdict('FO-13', of({ links: [link(0, false), link(1, false)] }))).toBe('unknown pairs.FO-13.apart');
  });

  it('tells of a third vote that it votes, is silent on one member, is not set up, or was not asked', () => {
    expect(verdict('FO-27', of({}))).toBe('pass pairs.FO-27.pass');
    expect(verdict('FO-27', of({}, { votes: votes('silent') }))).toBe('fail pairs.FO-27.fail');
    expect(verdict('FO-27', of({ votes: votes() }, { votes: votes() }))).toBe('not-offered pairs.FO-27.none');
    expect(verdict('FO-27', of({ votes: undefined }, { votes: undefined }))).toBe(
      'not-offered pairs.FO-27.not-offered',
    );
  });

  it('that one member does not tell of is unknown, and never passes', () => {
    const half = telling({ corosync: answered(whole) }, { corosync: without('silent') }, settings);
    expect(verdict('FO-13', half)).toBe('unknown pairs.silent');
    expect(verdict('FO-27', half)).toBe('unknown pairs.silent');
    const old = telling({ corosync: answered(whole) }, { corosync: answered(whole, startAt - 600_000) }, settings);
    expect(verdict('FO-27', old)).toBe('unknown pairs.stale');
  });
});

describe('whether writing is open (FO-16)', () => {
  const manifest = (words: string) => ({
    manifest: answered({ items: { 'snmp write /etc/snmp/snmpd.conf': words, 'package keepalived': '1' } }),
  });
  const mysql = (excessRights?: readonly string[]) => ({
    mysql: answered({
      version: '10.11',
      serverId: '1',
      readOnly: true,
      gtid: '',
      ...(excessRights && { excessRights }),
    }),
  });
  const access = { mysql: { user: 'f', password: 'x', port: 3306, database: '', tls: 'off' } };

  it('is not known of a VRRP pair without a manifest, and told by one', () => {
    expect(verdict('FO-16', telling({}, {}, {}))).toBe('not-offered pairs.FO-16.not-offered');
    expect(verdict('FO-16', telling(manifest('none'), manifest('absent'), {}))).toBe('pass pairs.FO-16.pass');
    expect(verdict('FO-16', telling(manifest('none'), manifest('rwcommunity'), {}))).toBe('fail pairs.FO-16.manifest');
    expect(verdict('FO-16', telling(manifest('none'), { manifest: without('silent') }, {}))).toBe(
      'unknown pairs.silent',
    );
  });

  it('is told by what PostgreSQL says of its account, on either member', () => {
    const loose = { postgresql: answered({ ...primary, excessRights: ['superuser'] }) };
    expect(verdict('FO-16', telling({}, {}, {}, database))).toBe('pass pairs.FO-16.pass');
    expect(verdict('FO-16', telling({}, loose, {}, database))).toBe('fail pairs.FO-16.fail');
    expect(verdict('FO-16', telling({}, { postgresql: without('refused') }, {}, database))).toBe(
      'unknown pairs.refused',
    );
  });

  it('is told by what MySQL says of its account, and unknown where that has a role', () => {
    expect(verdict('FO-16', telling(mysql([]), mysql([]), access))).toBe('pass pairs.FO-16.pass');
    expect(verdict('FO-16', telling(mysql([]), mysql(['INSERT']), access))).toBe('fail pairs.FO-16.fail');
    expect(verdict('FO-16', telling(mysql([]), mysql(), access))).toBe('unknown pairs.FO-16.role');
  });
});
