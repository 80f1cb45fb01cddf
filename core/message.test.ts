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
});
