import { describe, expect, it } from 'vitest';
import { message, render } from './message.ts';

const texts = { 'a.said': '{what} of {thing}', 'a.thing': 'the thing' };

describe('a message', () => {
  it('looks up a value that names a text', () => {
    expect(render(texts, message('a.said', { what: 1, thing: 'key:a.thing' }))).toBe('1 of the thing');
  });

  it('leaves a value that only looks like one as it is', () => {
    expect(render(texts, message('a.said', { what: 'key: value', thing: 'x' }))).toBe('key: value of x');
  });

  it('shows a time as its reader reads times, and nothing else that begins like one', () => {
    const inZone = (iso: string) => `local ${iso.slice(11, 16)}`;
    const said = (what: string) => render(texts, message('a.said', { what, thing: 'x' }), inZone);
    expect(said('2026-08-10T10:54:18.511Z')).toBe('local 10:54 of x');
    expect(said('2026-08-10T10:54:18Z')).toBe('local 10:54 of x');
    expect(said('2026-08-10T10:54:18Z-a')).toBe('2026-08-10T10:54:18Z-a of x');
    expect(said('2026-08-10')).toBe('2026-08-10 of x');
    expect(render(texts, message('a.said', { what: '2026-08-10T10:54:18Z', thing: 'x' }))).toBe(
      '2026-08-10T10:54:18Z of x',
    );
  });
});
