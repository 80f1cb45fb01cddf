import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lockKeys, unlockKeys } from './keys-box.ts';

const passphrase = 'a passphrase of the bureau';

describe('the file of keys', () => {
  it('gives back every name and byte to the passphrase, and shows none of them', () => {
    const entry = fc.record({
      name: fc.string({ minLength: 1, maxLength: 40 }),
      bytes: fc.uint8Array({ maxLength: 300 }),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 4 }), (kept) => {
        const opened = unlockKeys(lockKeys(kept, passphrase), passphrase);
        expect(opened.map(({ name, bytes }) => [name, [...bytes]])).toEqual(
          kept.map(({ name, bytes }) => [name, [...bytes]]),
        );
      }),
      { numRuns: 4 },
    );
    const text = lockKeys([{ name: 'data/ledger/keys/log.key', bytes: Buffer.from('PRIVATE') }], passphrase);
    expect(text).not.toMatch(/PRIVATE|log\.key/);
  });

  it('opens to no other passphrase, and not once a byte of it was changed', () => {
    const text = lockKeys([{ name: 'a', bytes: Buffer.from('b') }], passphrase);
    expect(() => unlockKeys(text, `${passphrase}!`)).toThrow('cli.own-backup.keys.wrong');
    const box = JSON.parse(text) as { data: string };
    const data = Buffer.from(box.data, 'base64');
    data[0] = (data[0] ?? 0) ^ 1;
    const altered = JSON.stringify({ ...box, data: data.toString('base64') });
    expect(() => unlockKeys(altered, passphrase)).toThrow('cli.own-backup.keys.wrong');
    expect(() => unlockKeys('not a file of keys', passphrase)).toThrow('cli.own-backup.keys.wrong');
  });

  it('is not made with a passphrase that is soon guessed', () => {
    expect(() => lockKeys([], 'short')).toThrow('cli.own-backup.passphrase.short');
  });
});
