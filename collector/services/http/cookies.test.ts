import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../core/clock.fake.ts';
import { createCookieJar } from './cookies.ts';

/** The Cookie header for `asked` after `from` has set cookies. */
function kept(from: string, set: readonly string[], asked: string): string | undefined {
  const jar = createCookieJar(new FakeClock());
  jar.take(new URL(from), set);
  return jar.header(new URL(asked));
}

describe('cookies of a try', () => {
  it.each([
    ['goes back to its host', 'http://a.inner/x', ['s=1'], 'http://a.inner/', 's=1'],
    ['is for its host alone', 'http://a.inner/', ['s=1'], 'http://b.a.inner/', undefined],
    ['is for all below a domain that is named', 'http://a.inner/', ['s=1; Domain=a.inner'], 'http://b.a.inner/', 's=1'],
    ['may be set for a domain above', 'http://x.a.inner/', ['s=1; Domain=.a.inner'], 'http://y.a.inner/', 's=1'],
    ['may not be set for another domain', 'http://a.inner/', ['s=1; Domain=b.inner'], 'http://b.inner/', undefined],
    ['may not be set for a name without a dot', 'http://a.inner/', ['s=1; Domain=inner'], 'http://a.inner/', undefined],
    ['is not shared by addresses', 'http://10.1.2.3/', ['s=1; Domain=2.3'], 'http://9.1.2.3/', undefined],
    ['goes where its path leads', 'http://a.inner/budget/list', ['s=1'], 'http://a.inner/budget/edit', 's=1'],
    ['not beside its path', 'http://a.inner/budget/list', ['s=1'], 'http://a.inner/budgets', undefined],
    ['not above it', 'http://a.inner/budget/list', ['s=1'], 'http://a.inner/', undefined],
    ['takes a path of its own', 'http://a.inner/budget/list', ['s=1; Path=/'], 'http://a.inner/', 's=1'],
    ['is not sent in clear when it is secure', 'https://a.inner/', ['s=1; Secure'], 'http://a.inner/', undefined],
    ['is sent by TLS when it is', 'https://a.inner/', ['s=1; secure; HttpOnly'], 'https://a.inner/', 's=1'],
    ['is not taken as secure in clear', 'http://a.inner/', ['s=1; Secure'], 'https://a.inner/', undefined],
    ['ends at once without age', 'http://a.inner/', ['s=1', 's=; Max-Age=0'], 'http://a.inner/', undefined],
    [
      'takes age before date',
      'http://a.inner/',
      ['s=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT'],
      'http://a.inner/',
      's=1',
    ],
    [
      'ends at its date',
      'http://a.inner/',
      ['s=1; Expires=Wed, 21 Oct 2015 07:28:00 GMT'],
      'http://a.inner/',
      undefined,
    ],
    ['gives the longest path first', 'http://a.inner/x/y', ['a=1; Path=/', 'b=2'], 'http://a.inner/x/y', 'b=2; a=1'],
    ['keeps = in its value', 'http://a.inner/', ['s="a=b"'], 'http://a.inner/', 's="a=b"'],
    ['needs a name', 'http://a.inner/', ['=1', 'x', 's=\u0001'], 'http://a.inner/', undefined],
    [
      'is bound by its prefix',
      'https://a.inner/',
      ['__Host-s=1; Secure; Path=/x', '__Secure-t=1'],
      'https://a.inner/x',
      undefined,
    ],
    ['has the port of nobody', 'http://a.inner:81/', ['s=1'], 'http://a.inner:82/', 's=1'],
  ])('%s', (_, from, set, asked, header) => {
    expect(kept(from, set, asked)).toBe(header);
  });

  it('live as long as they say', async () => {
    const clock = new FakeClock();
    const jar = createCookieJar(clock);
    jar.take(new URL('http://a.inner/'), ['s=1; Max-Age=60']);
    await clock.advance(59_000);
    expect(jar.header(new URL('http://a.inner/'))).toBe('s=1');
    await clock.advance(1_000);
    expect(jar.header(new URL('http://a.inner/'))).toBeUndefined();
    expect(jar.size).toBe(0);
  });

  it('never throws, and never keeps more than its bounds', () => {
    const jar = createCookieJar(new FakeClock());
    fc.assert(
      fc.property(
        fc.constantFrom('http://a.inner/x', 'https://b.a.inner/', 'http://[::1]:8/y?z'),
        fc.array(fc.string({ maxLength: 20 }), { maxLength: 9 }),
        (url, lines) => {
          jar.take(new URL(url), lines);
          jar.header(new URL(url));
          return jar.size <= 300;
        },
      ),
    );
    const set = Array.from({ length: 200 }, (_, index) => `c${index}=1`);
    expect(kept('http://a.inner/', set, 'http://a.inner/')?.split('; ')).toHaveLength(50);
  });
});
