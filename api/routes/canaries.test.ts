import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type {
  ApprovalAnswer,
  Drill,
  Honeytoken,
  HoneytokenAnswer,
  Honeytokens,
  OuterImport,
  OuterSwitch,
  OuterSwitches,
  ProbeRun,
  Proposal,
  ProposedDrills,
  SentinelStanding,
  SwitchImport,
} from '../../audit/index.ts';
import { carryBounds } from '../../collector/index.ts';
import { message } from '../../core/index.ts';
import { tokenFileName } from '../auth/token.ts';
import { openStage, type Stage } from '../stage.fake.ts';

const at = Date.UTC(2026, 0, 5, 8);
const standing: SentinelStanding = {
  id: 's1',
  importedAt: at,
  records: 12,
  upTo: at - 60_000,
  heard: 1,
  reached: 0,
};
const run: ProbeRun = {
  placeId: 'jintan-dc',
  collectorId: 'hub',
  protocol: 'tcp',
  at,
  target: 's1 198.51.100.7:443',
  nonce: '00112233445566778899aabbccddeeff',
  commitment: 7,
  outcome: 'blocked',
  detail: message('collector.canary.silent', { address: '198.51.100.7' }),
  control: { target: '10.8.1.5', outcome: 'reached' },
  targetAlive: undefined,
};

let stage: Stage;
let cookie: string;
let declared: boolean;
let begun: number;
let taken: { bytes: Uint8Array; by: string }[];
let outcome: OuterImport;
let switchOutcome: SwitchImport;
let honeytokenOutcome: HoneytokenAnswer;
let laid: Parameters<Honeytokens['lay']>[0][];
const decoy: Honeytoken = {
  id: 'abc',
  placeId: 'jintan-dc',
  where: 'share',
  kind: 'page',
  sentinelId: 's1',
  laidAt: at - 1_000,
  laidBy: 'admin',
  nonce: run.nonce,
  text: `http://198.51.100.7:80/fz/${run.nonce}`,
};
let drillOutcome: ApprovalAnswer;
let drilled: Parameters<ProposedDrills['propose']>[];
const drill: Drill = {
  id: 'd1',
  targetId: 's1',
  permission: 'letter 17',
  startedBy: 'admin',
  startedAt: at - 60_000,
  endsAt: at,
  state: 'ended',
  endedAt: at,
  results: [
    { protocol: 'icmp', target: 's1 198.51.100.7', tries: 1, foundAfterMs: 1_400 },
    { protocol: 'dns', target: 's1 198.51.100.7:53', tries: 12, foundAfterMs: undefined },
  ],
};
const drillProposal: Proposal = {
  id: 'p1',
  matter: 'leak-drill',
  subject: 'drill s1',
  summary: message('approval.drill', { target: 's1', minutes: 10 }),
  reason: 'letter 18',
  body: {},
  proposedBy: { user: 'admin', role: 'admin' },
  proposedAt: at,
  lapsesAt: at + 1_000,
  state: 'waiting',
};
let walks: Parameters<OuterSwitches['take']>[0][];
const walkedSwitches: OuterSwitch[] = [
  { name: 'office-1', at: at - 1_000, importedAt: at, stations: [{ mac: '00:11:22:33:44:55', port: 'p1' }] },
];

beforeEach(async () => {
  [declared, begun, taken] = [true, 0, []];
  [walks, laid, drilled] = [[], [], []];
  drillOutcome = { ok: true, proposal: drillProposal };
  honeytokenOutcome = { ok: true, token: decoy };
  switchOutcome = { ok: true, walked: walkedSwitches[0] as OuterSwitch };
  outcome = { ok: true, sentinel: standing, newNotes: 5, newHeard: 1 };
  stage = await openStage({
    canaries: {
      declared: () => declared,
      newest: () => [{ ...run, protocol: 'icmp', commitment: -1 }, run],
      isHeard: (nonce) => nonce === run.nonce,
      running: () => begun > 0,
      begin: () => {
        begun += 1;
      },
      selfCheck: { origins: () => [], begin: async () => undefined, end: () => false },
      drills: {
        list: () => [drill],
        propose(...wish) {
          drilled.push(wish);
          return drillOutcome;
        },
        stop: async () => {
          drilled.length = 0;
        },
      },
      honeytokens: {
        list: () => [decoy],
        find: (id) => (id === decoy.id ? decoy : undefined),
        lay(wish) {
          laid.push(wish);
          return honeytokenOutcome;
        },
        openedAt: (nonce) => (nonce === decoy.nonce ? at : undefined),
      },
      switches: {
        list: () => walkedSwitches,
        take(walk) {
          walks.push(walk);
          return switchOutcome;
        },
      },
      outer: {
        standings: () => [standing, { ...standing, id: 's2', importedAt: undefined, upTo: undefined }],
        take: async (bytes, by) => {
          taken.push({ bytes, by });
          return outcome;
        },
      },
    },
  });
  cookie = await stage.login();
});
afterEach(() => stage.close());

const get = (path: string) => stage.api.server.inject({ url: `/api/v1/isolation/${path}`, headers: { cookie } });
const bring = (payload: Buffer, headers: Record<string, string> = { cookie }) =>
  stage.api.server.inject({
    method: 'POST',
    url: '/api/v1/isolation/outer',
    headers: { 'content-type': 'application/octet-stream', ...headers },
    payload,
  });

describe('what is carried over from outside', () => {
  it('is told by sentinel: when it came, until when it is known to have been up, what it heard and reached', async () => {
    expect((await get('outer')).json()).toEqual({
      at: '2026-01-05T08:00:00.000Z',
      sentinels: [
        {
          id: 's1',
          importedAt: '2026-01-05T08:00:00.000Z',
          records: 12,
          upTo: '2026-01-05T07:59:00.000Z',
          heard: 1,
          reached: 0,
        },
        { id: 's2', importedAt: null, records: 12, upTo: null, heard: 1, reached: 0 },
      ],
      switches: [
        { name: 'office-1', at: '2026-01-05T07:59:59.000Z', importedAt: '2026-01-05T08:00:00.000Z', stations: 1 },
      ],
    });
  });

  it('is taken byte for byte, in the name of who brings it, by a session or the access token', async () => {
    const bytes = Buffer.from([0x50, 0x4b, 0, 255]);
    const reply = await bring(bytes);
    expect(reply.json()).toMatchObject({ sentinel: { id: 's1' }, newNotes: 5, newHeard: 1 });
    const token = readFileSync(join(stage.dataFolder, tokenFileName), 'utf8').trim();
    expect((await bring(bytes, { authorization: `Bearer ${token}` })).statusCode).toBe(200);
    expect(taken.map(({ by }) => by)).toEqual(['admin', 'access token']);
    expect(Buffer.from(taken[0]?.bytes ?? []).equals(bytes)).toBe(true);
  });

  it('may be larger than other bodies, yet not than any sentinel writes', async () => {
    expect((await bring(Buffer.alloc(1024 * 1024))).statusCode).toBe(200);
    expect((await bring(Buffer.alloc(carryBounds.zipBytes + 1))).statusCode).toBe(413);
    expect(taken).toHaveLength(1);
  });

  it('that is refused says why in the language that was asked for', async () => {
    outcome = {
      ok: false,
      what: message('isolation.outer.nobody'),
      remedy: message('isolation.outer.nobody.remedy'),
    };
    const reply = await bring(Buffer.from('x'), { cookie, 'accept-language': 'en' });
    expect(reply.statusCode).toBe(409);
    expect(reply.json()).toMatchObject({ detail: expect.stringMatching(/No sentinel is declared/) });
  });

  it('of a switch is taken by its name and the time of its walk; a refusal has words', async () => {
    const walk = (at: string) =>
      stage.api.server.inject({
        method: 'POST',
        url: `/api/v1/isolation/outer/switches/office-1?at=${at}`,
        headers: { cookie, 'content-type': 'application/octet-stream', 'accept-language': 'en' },
        payload: Buffer.from('walk'),
      });
    const reply = await walk('2026-01-05T07:59:59Z');
    expect(reply.json()).toMatchObject({ name: 'office-1', stations: 1 });
    expect(walks).toMatchObject([{ name: 'office-1', at: at - 1_000, by: 'admin' }]);
    expect((await walk('yesterday')).statusCode).toBe(400);
    switchOutcome = {
      ok: false,
      what: message('isolation.outer-switch.form', { name: 'office-1' }),
      remedy: message('isolation.outer-switch.form.remedy'),
    };
    const other = await walk('2026-01-05T08:00:00Z');
    expect([other.statusCode, other.json().detail]).toEqual([409, expect.stringContaining('is no walk')]);
  });

  it('comes as octets and nothing else; and octets are taken nowhere else', async () => {
    expect((await bring(Buffer.from('{}'), { cookie, 'content-type': 'application/json' })).statusCode).toBe(415);
    const elsewhere = await stage.api.server.inject({
      method: 'POST',
      url: '/api/v1/isolation/canaries',
      headers: { cookie, 'content-type': 'application/octet-stream' },
      payload: Buffer.from('x'),
    });
    expect(elsewhere.statusCode).toBe(415);
    expect(taken).toEqual([]);
  });

  it('is taken of nobody without a session, and from no other origin', async () => {
    expect((await bring(Buffer.from('x'), {})).statusCode).toBe(401);
    expect((await bring(Buffer.from('x'), { cookie, origin: 'http://evil.example' })).statusCode).toBe(403);
    expect(taken).toEqual([]);
  });
});

describe('canaries', () => {
  it('are told by place, way out and target, with control, outcome and the record of their commitment', async () => {
    const { newest, ...rest } = (await get('canaries')).json();
    expect(rest).toEqual({ at: '2026-01-05T08:00:00.000Z', declared: true, running: false });
    expect(newest).toMatchObject([
      { protocol: 'icmp', record: -1 },
      {
        placeId: 'jintan-dc',
        protocol: 'tcp',
        target: 's1 198.51.100.7:443',
        outcome: 'blocked',
        control: { target: '10.8.1.5', outcome: 'reached' },
        heard: true,
        record: 7,
      },
    ]);
    expect(JSON.stringify(newest)).not.toContain(run.nonce);
  });

  it('are sent at once when somebody asks, where targets are declared', async () => {
    const post = () =>
      stage.api.server.inject({ method: 'POST', url: '/api/v1/isolation/canaries', headers: { cookie } });
    const reply = await post();
    expect([reply.statusCode, reply.json().running, begun]).toEqual([202, true, 1]);
    declared = false;
    expect((await post()).statusCode).toBe(409);
    expect(begun).toBe(1);
  });
});

describe('decoys', () => {
  const lay = (payload: object) =>
    stage.api.server.inject({
      method: 'POST',
      url: '/api/v1/isolation/honeytokens',
      headers: { cookie, 'accept-language': 'en' },
      payload,
    });

  it('are listed with where they lie and when one was opened, and laid in the name of who asks', async () => {
    expect((await get('honeytokens')).json()).toMatchObject([
      { id: 'abc', where: 'share', openedAt: '2026-01-05T08:00:00.000Z', text: decoy.text },
    ]);
    const reply = await lay({ placeId: 'jintan-dc', where: 'share', kind: 'page' });
    expect([reply.statusCode, reply.json().id]).toEqual([201, 'abc']);
    expect(laid).toEqual([{ placeId: 'jintan-dc', where: 'share', kind: 'page', by: 'admin' }]);
    for (const wrong of [{}, { placeId: 'x', where: '', kind: 'page' }, { placeId: 'x', where: 'y', kind: 'macro' }]) {
      expect((await lay(wrong)).statusCode).toBe(400);
    }
    honeytokenOutcome = {
      ok: false,
      what: message('isolation.honeytoken.no-place', { place: 'x' }),
      remedy: message('isolation.honeytoken.no-place.remedy'),
    };
    const refused = await lay({ placeId: 'x', where: 'share', kind: 'link' });
    expect([refused.statusCode, refused.json().detail]).toEqual([
      409,
      expect.stringContaining('no place of this city'),
    ]);
  });

  it('come as a page that is always a download', async () => {
    const file = await get('honeytokens/abc/file');
    expect(file.headers).toMatchObject({ 'content-disposition': 'attachment; filename="abc.html"' });
    expect(file.body).toContain(decoy.text);
    expect((await get('honeytokens/other/file')).statusCode).toBe(404);
  });
});

describe('leak drills', () => {
  const ask = (method: 'POST' | 'DELETE', payload?: object) =>
    stage.api.server.inject({
      method,
      url: '/api/v1/isolation/drills',
      headers: { cookie, 'accept-language': 'en' },
      ...(payload === undefined ? {} : { payload }),
    });

  it('are told with how soon each way was found, or that it was missed', async () => {
    expect((await get('drills')).json()).toMatchObject([
      {
        id: 'd1',
        state: 'ended',
        permission: 'letter 17',
        results: [
          { protocol: 'icmp', foundAfterSeconds: 1 },
          { protocol: 'dns', foundAfterSeconds: null },
        ],
      },
    ]);
  });

  it('are proposed with a permission in the name of who asks, wait for a second person, and are stopped', async () => {
    const wish = { targetId: 's1', permission: 'letter 18', minutes: 10 };
    const asked = await ask('POST', wish);
    expect([asked.statusCode, asked.json().state, asked.json().own]).toEqual([202, 'waiting', true]);
    expect(drilled).toEqual([[wish, { user: 'admin', role: 'admin' }]]);
    expect((await ask('DELETE')).statusCode).toBe(204);
    expect(drilled).toEqual([]);
    for (const wrong of [{ permission: '' }, { minutes: 0 }, { minutes: 1_000 }, { minutes: 1.5 }]) {
      expect((await ask('POST', { ...wish, ...wrong })).statusCode).toBe(400);
    }
    drillOutcome = { ok: false, reason: message('isolation.drill.running') };
    const refused = await ask('POST', wish);
    expect([refused.statusCode, refused.json().detail]).toEqual([409, expect.stringContaining('running already')]);
  });
});

it.each([
  ['zh-CN', '无法执行：没有申报哨兵。请在 fangzhou.yaml 的 isolation.canaries.outside 中申报，并写上其密钥。'],
  [
    'en',
    'Not possible: No sentinel is declared. Declare it under isolation.canaries.outside in fangzhou.yaml, with its key.',
  ],
])('a refusal and its remedy are two sentences in %s', async (language, detail) => {
  outcome = {
    ok: false,
    what: message('isolation.outer.nobody'),
    remedy: message('isolation.outer.nobody.remedy'),
  };
  const answer = await stage.api.server.inject({
    method: 'POST',
    url: '/api/v1/isolation/outer',
    headers: { cookie, 'accept-language': language, 'content-type': 'application/octet-stream' },
    payload: Buffer.from('PK'),
  });
  expect([answer.statusCode, answer.json().detail]).toEqual([409, detail]);
});

it('without canaries none of it is there', async () => {
  const other = await openStage();
  try {
    const headers = { cookie: await other.login() };
    expect((await other.api.server.inject({ url: '/api/v1/isolation/outer', headers })).statusCode).toBe(404);
  } finally {
    await other.close();
  }
});
