import { describe, expect, it } from 'vitest';
import { loadProfiles } from '../../profiles/load.ts';
import type { ProfileReading, ProfileValue } from '../../profiles/model.ts';
import { askOf } from './ask.fake.ts';
import { readUtmHa, utmHaOf } from './utm-ha.ts';

const title = { zh: '', en: '' };
const word = (value: string, means: ProfileValue['means'] = 'ha', index = ''): ProfileValue => {
  return { metric: 'm', title, means, index, label: '', type: 'word', value };
};
const reading = (...values: readonly ProfileValue[]): ProfileReading => {
  return { family: 'some', title, sysObjectID: '1.3', at: 11, values, missing: [], faults: [] };
};

describe('HA state of a UTM', () => {
  it.each([
    ['master', 'active'],
    ['slave', 'standby'],
    ['backup', 'standby'],
    ['none', 'none'],
    ['standalone', 'none'],
    ['init', 'other'],
    ['active-active', 'other'],
    ['active-passive', 'other'],
  ])('%s means %s, and the maker’s word stays', (said, role) => {
    expect(utmHaOf(reading(word('busy', 'state'), word(said)))).toEqual({
      outcome: 'answered',
      at: 11,
      facts: { role, said },
    });
  });

  it('every word that a profile of ours gives for HA has its place', async () => {
    const book = await loadProfiles(undefined);
    if (!book.ok) throw new Error('profiles');
    const metrics = book.value.profiles.flatMap(({ metrics }) => metrics).filter(({ means }) => means === 'ha');
    expect(metrics.length).toBeGreaterThan(3);
    for (const { words } of metrics)
      for (const said of words.values()) {
        const answer = utmHaOf(reading(word('master'), word(said)));
        expect(answer.outcome).toBe('answered');
      }
  });

  it('a role is preferred to a mode, and one member out of sync is out of sync', () => {
    const values = [word('active-passive'), word('slave'), word('synchronized'), word('unsynchronized')];
    expect(utmHaOf(reading(...values))).toMatchObject({ facts: { role: 'standby', said: 'slave', inSync: false } });
  });

  it('a device whose profile has no HA is absent, and one not read yet is silent', async () => {
    expect(utmHaOf(reading(word('ok', 'state')))).toMatchObject({ outcome: 'absent' });
    expect(utmHaOf(reading(word('synchronized')))).toMatchObject({ outcome: 'absent' });
    expect(await readUtmHa(askOf({}))).toMatchObject({ outcome: 'silent' });
  });
});
