import { describe, expect, it } from 'vitest';
import { errorText, UserError } from './errors.ts';
import { message } from './message.ts';

describe('the text of what was thrown', () => {
  it('is one line', () => {
    expect(errorText(new Error(' a\n  b '))).toBe('a b');
    expect(errorText('plain')).toBe('plain');
  });

  it('names the cause behind an error that was made for a person', () => {
    const cause = new Error('disk is full');
    expect(errorText(new UserError(message('store.disk-full'), message('x'), { cause }))).toBe(
      'store.disk-full: disk is full',
    );
    expect(errorText(new UserError(message('store.closed'), message('x')))).toBe('store.closed');
  });
});
