import { expect, it } from 'vitest';
import { restoreUnsupported } from './tools.ts';

it('a restore is tried by a path of this machine, never over ssh nor of Bareos', () => {
  const host = { host: 'h', port: 22, user: 'u', identityFile: '/i', knownHostsFile: '/k' };
  expect(restoreUnsupported({ access: { by: 'path' }, tool: 'restic' })).toBeUndefined();
  expect(restoreUnsupported({ access: { by: 'path' }, tool: 'bareos' })).toBe('bareos');
  expect(restoreUnsupported({ access: { by: 'ssh', ...host }, tool: 'restic' })).toBe('ssh');
});
