import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { message } from '../../core/index.ts';
import type { ProbeSettings } from '../../inventory/index.ts';
import { redact, secretsOf } from './redact.ts';

const probe = (password: string) => ({ kind: 'smtp', password }) as unknown as ProbeSettings;
const inHtml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

describe('a reason without secrets', () => {
  it('holds none of them in any writing, wherever it was cut', () => {
    const password = fc.string({ minLength: 6, maxLength: 20 }).filter((text) => !/^(.)\1*$/.test(text));
    const writing = fc.constantFrom(
      (text: string) => text,
      encodeURIComponent,
      (text: string) => JSON.stringify(text).slice(1, -1),
      inHtml,
    );
    fc.assert(
      fc.property(password, writing, fc.nat(30), (secret, write, cut) => {
        const words = `Login of ${write(secret)}`;
        const text = words.slice(0, Math.max(words.length - cut, 9));
        const said = String(redact(message('k', { text }), secretsOf(probe(secret))).params?.text);
        return !said.slice(9).includes(write(secret).slice(0, 4));
      }),
    );
  });

  it('leaves what is no secret as it is', () => {
    const reason = message('collector.services.status-broken', { status: 500, title: 'sesam is no secret' });
    expect(redact(reason, secretsOf(probe('sesame-77')))).toEqual(reason);
  });

  it('knows secrets of logins, headers and plugins', () => {
    const http = {
      ...{ kind: 'http', login: { password: 'login-secret' } },
      steps: [
        { headers: { Authorization: 'Bearer token-secret', Accept: 'text/html' }, secretHeaders: ['Authorization'] },
      ],
    };
    const found = secretsOf(http as unknown as ProbeSettings);
    for (const one of ['login-secret', 'Bearer token-secret', 'token-secret']) expect(found).toContain(one);
    expect(found).not.toContain('text/html');
    const exec = { kind: 'exec', environment: { TOKEN: 'plugin-secret' } } as unknown as ProbeSettings;
    expect(secretsOf(exec)).toContain('plugin-secret');
  });
});
