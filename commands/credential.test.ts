import { describe, expect, it } from 'vitest';
import { UserError } from '../core/index.ts';
import { credentialOf } from './credential.ts';

const keys = { 'auth-key': 'auth-password', 'priv-key': 'priv-password' };

describe('the credential that flags name', () => {
  it.each([
    [{}, { version: 'v2c', community: 'public' }],
    [
      { version: 'v1', community: 'old' },
      { version: 'v1', community: 'old' },
    ],
    [{ version: '1' }, { version: 'v1', community: 'public' }],
    [{ version: '2c' }, { version: 'v2c', community: 'public' }],
    [
      { version: '3', user: 'u' },
      { version: 'v3', level: 'noAuthNoPriv' },
    ],
    [
      { user: 'u', ...keys },
      { version: 'v3', level: 'authPriv', authProtocol: 'sha', privProtocol: 'aes' },
    ],
  ])('of %o', (flags, credential) => {
    expect(credentialOf(flags, {})).toMatchObject(credential);
  });

  it.each([
    ['AES-128', 'aes'],
    ['AES-192', 'aes192b'],
    ['aes192r', 'aes192r'],
    ['AES-192-C', 'aes192r'],
    ['AES-256', 'aes256b'],
    ['AES256C', 'aes256r'],
    ['DES', 'des'],
  ])('takes the privacy protocol as people write it: %s', (priv, privProtocol) => {
    expect(credentialOf({ user: 'u', ...keys, priv }, {})).toMatchObject({ privProtocol });
  });

  it.each([
    [{ version: 'v3' }],
    [{ version: 'v4' }],
    [{ version: 'v1', user: 'u' }],
    [{ community: 'c', user: 'u' }],
    [{ user: 'u', ...keys, priv: 'aes512' }],
    // What comes from a variable that is not set is a mistake: neither `public` nor a lower level is meant.
    [{ community: '' }],
    [{ user: '' }],
    [{ user: 'u', 'auth-key': '' }],
  ])('is refused for %o', (flags) => {
    expect(() => credentialOf(flags, {})).toThrow(UserError);
  });
});
