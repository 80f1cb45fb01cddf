import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentTarget, parseTarget } from './target.ts';

describe('a target', () => {
  it.each([
    ['10.1.1.1', 'udp4', '10.1.1.1', 161],
    ['udp:10.1.1.1:1161', 'udp4', '10.1.1.1', 1161],
    ['switch.example:162', 'udp4', 'switch.example', 162],
    ['udp6:switch.example', 'udp6', 'switch.example', 161],
    ['::1', 'udp6', '::1', 161],
    ['[2001:DB8:0::1]:1161', 'udp6', '2001:db8::1', 1161],
    ['udp:[::1]', 'udp6', '::1', 161],
    ['UDP6:[fe80::1%eth0]:161', 'udp6', 'fe80::1%eth0', 161],
  ])('%s is understood', (text, transport, host, port) => {
    expect(parseTarget(text)).toEqual({ transport, host, port });
  });

  it.each([
    '',
    'udp:',
    'tcp:10.1.1.1:161',
    '10.1.1.1:0',
    '10.1.1.1:65536',
    '10.1.1.1:x',
    'a b',
    '[10.1.1.1]:161',
    'udp6:10.1.1.1',
    'udp4:[::1]',
    'http://host/',
  ])('%s is refused', (text) => {
    expect(parseTarget(text)).toBeUndefined();
  });

  it('of any text is a target or nothing, never a throw', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const port = parseTarget(text)?.port ?? 161;
        expect(port > 0 && port < 65_536).toBe(true);
      }),
    );
  });

  it('of a declared address chooses IPv6 by itself', () => {
    expect(agentTarget({ host: '2001:db8:0:0::7', port: 161 })).toEqual({
      transport: 'udp6',
      host: '2001:db8::7',
      port: 161,
    });
  });
});
