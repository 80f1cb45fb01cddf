import { describe, expect, it } from 'vitest';
import type { WireInterface } from '../../../../api/wire.ts';
import { sortInterfaces } from './interface-sort.ts';

describe('the interface table', () => {
  const row = (ifIndex: number, name: string, inBitsPerSecond: number | null): WireInterface => ({
    id: name,
    name,
    alias: '',
    ifIndex,
    adminStatus: 'up',
    operStatus: 'up',
    speedBitsPerSecond: 0,
    state: 'up',
    since: '',
    inBitsPerSecond,
    outBitsPerSecond: null,
    inErrorsPerSecond: null,
    outErrorsPerSecond: null,
    inDiscardsPerSecond: null,
    outDiscardsPerSecond: null,
    linkId: null,
  });

  it('knows that ge-10 comes after ge-2, and puts what is not known last among the largest', () => {
    const rows = [row(1, 'ge-10', 5), row(2, 'ge-2', null), row(3, 'ge-1', 50)];
    expect(sortInterfaces(rows, 'name', false).map(({ name }) => name)).toEqual(['ge-1', 'ge-2', 'ge-10']);
    expect(sortInterfaces(rows, 'in', true).map(({ name }) => name)).toEqual(['ge-1', 'ge-10', 'ge-2']);
  });
});
