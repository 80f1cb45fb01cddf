import { expect, it } from 'vitest';
import type { WireIncident } from '../../../../api/wire.ts';
import { freshOf, heardNothing } from './fresh.ts';

const incident = (id: string, status: 'open' | 'acknowledged' | 'cleared' = 'open', severity = 'critical') =>
  ({ id, status, severity }) as WireIncident;
const now = (list: readonly WireIncident[], loaded = true, touched: readonly string[] = []) => ({
  incidents: new Map(list.map((one) => [one.id, one])),
  loaded,
  touched: new Set(touched),
});
const ids = (found: ReturnType<typeof freshOf>) => found.fresh.map(({ id }) => id);

it('what was there before the page does not sound; what opens later does, once', () => {
  const first = freshOf(heardNothing, now([incident('INC-1')]));
  expect(ids(first)).toEqual([]);
  const second = freshOf(first.heard, now([incident('INC-1'), incident('INC-2')]));
  expect(ids(second)).toEqual(['INC-2']);
  expect(ids(freshOf(second.heard, now([incident('INC-1'), incident('INC-2')])))).toEqual([]);
});

it('what a delta brings before the list sounds; what the list brings beside it does not', () => {
  const first = freshOf(heardNothing, now([incident('INC-7')], false, ['INC-7']));
  expect(ids(first)).toEqual(['INC-7']);
  expect(ids(freshOf(first.heard, now([incident('INC-7'), incident('INC-1')], true, ['INC-7'])))).toEqual([]);
});

it('what somebody has taken, what is over and what is information alone is silent', () => {
  const { heard } = freshOf(heardNothing, now([]));
  const list = [incident('INC-1', 'acknowledged'), incident('INC-2', 'cleared'), incident('INC-3', 'open', 'info')];
  expect(ids(freshOf(heard, now(list)))).toEqual([]);
});
