import { describe, expect, it } from 'vitest';
import { FakeClock } from '../core/clock.fake.ts';
import { silentLog } from '../core/index.ts';
import { createFakeStore } from '../store/store.fake.ts';
import { createRegister } from './register.ts';

const draft = {
  condition: 'link-down',
  severity: 'major',
  root: { kind: 'link', id: 'F1' },
  summary: { key: 's' },
  remedy: { key: 'r' },
  affected: [],
  firstSeenAt: 0,
} as const;

describe('the history of an incident', () => {
  it('keeps one of many changes in a row of what is affected, and every word that a person wrote', async () => {
    const clock = new FakeClock();
    const register = createRegister({ store: createFakeStore({ kinds: [], clock }), log: silentLog });
    await register.start();
    const { incident } = register.raise(draft, 'F1', 1);
    for (let at = 2; at < 500; at += 1) {
      register.update(incident.id, {}, { at, what: 'affected-changed' });
      if (at === 10) register.update(incident.id, {}, { at, what: 'note', by: 'admin', note: 'on the way' });
    }
    const history = register.get(incident.id)?.incident.history.map(({ what, at }) => `${what} ${at}`);
    expect(history).toEqual(['raised 1', 'affected-changed 10', 'note 10', 'affected-changed 499']);
    register.close();
  });
});
