import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ruleWords } from '../../alerts/index.ts';
import { boardOf, ruleText } from '../../alerts/rules/stage.fake.ts';
import { openStage, type Stage } from '../stage.fake.ts';
import type { WireRuleDetail, WireRules } from '../wire-rules.ts';

let stage: Stage;
let play: Awaited<ReturnType<typeof boardOf>>;
let cookie = '';

beforeAll(async () => {
  const cpu = 'threshold: { series: device.cpuRatio, unit: percent, above: 90, clear: 80 }';
  const more = `on: { role: [utm] }\nhandbook: jintan-app\npage: /devices`;
  const quiet = 'verdict: { check: ISO-05, is: [fail] }\nfor: 1d';
  play = await boardOf(`rules:\n${ruleText('cpu', `${cpu}\n${more}`)}${ruleText('quiet', quiet)}`);
  const { board, clock, feed } = play;
  await feed('device.cpuRatio', 'p1-utm', 0.95);
  await feed('device.cpuRatio', 'p2-utm', 0.5);
  const rules = {
    ...{ ofRule: board.ofRule, beyond: board.beyond, word: board.word },
    get rules() {
      return board.rules;
    },
    counts: (id: string) => {
      const words = [...board.ofRule(id)].map((one) => board.word(one));
      return Object.fromEntries(ruleWords.map((word) => [word, words.filter((one) => one === word).length])) as never;
    },
  };
  stage = await openStage({ clock, rules });
  cookie = await stage.loginAs('auditor');
});
afterAll(() => stage.close());

async function ask(url: string, as = cookie) {
  const reply = await stage.api.server.inject({ url: `/api/v1${url}`, headers: { cookie: as } });
  return { status: reply.statusCode, body: reply.json() };
}

describe('rules by the api', () => {
  it('are listed with how everything stands by them, also to who may only read', async () => {
    const { status, body } = await ask('/rules');
    expect(status).toBe(200);
    const [cpu, quiet] = (body as WireRules).rules;
    expect(cpu).toMatchObject({
      ...{ id: 'cpu', condition: 'threshold', about: 'device.cpuRatio', band: '90% / 80%', severity: 'minor' },
      ...{ word: 'firing', handbook: 'jintan-app', page: '/devices', name: { zh: '规则', en: 'rule' } },
      counts: { firing: 1, pending: 0, ok: 1, 'no-data': 0, resting: 0 },
    });
    expect(quiet).toMatchObject({
      id: 'quiet',
      about: 'ISO-05: fail',
      band: null,
      forSeconds: 86_400,
      word: 'nothing',
    });
  });

  it('are told element by element, the worst first', async () => {
    const { body } = await ask('/rules/cpu');
    const { elements, total } = body as WireRuleDetail;
    expect(total).toBe(2);
    expect(elements).toMatchObject([
      { id: 'p1-utm', root: { kind: 'device', id: 'p1-utm' }, word: 'firing', value: '95%' },
      { id: 'p2-utm', word: 'ok', value: '50%' },
    ]);
  });

  it('are asked by who has logged in, by an id that is there', async () => {
    expect((await ask('/rules', '')).status).toBe(401);
    expect((await ask('/rules/none')).status).toBe(404);
  });
});
