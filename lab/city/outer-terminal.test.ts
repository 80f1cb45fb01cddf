import { expect, it } from 'vitest';
import { referenceCity } from '../testing/reference.fake.ts';
import { withOuterTerminal } from './outer-terminal.ts';

it('a city without outer terminals gets one that is at no inner port, and no other city is changed', async () => {
  const city = await referenceCity();
  const more = withOuterTerminal(city);
  const added = [...more.terminals.values()].filter(({ id }) => !city.terminals.has(id));
  expect(added).toMatchObject([{ network: 'outer', state: 'in-use', switchId: undefined, port: undefined }]);
  expect([...city.terminals.values()].map(({ mac }) => mac)).not.toContain(added[0]?.mac);
  expect(withOuterTerminal(more)).toBe(more);
  expect(withOuterTerminal({ ...city, points: new Map() }).terminals).toBe(city.terminals);
});
