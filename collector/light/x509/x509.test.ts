import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, sign, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { suiteNeeding, toolPath } from '../../../test/needs.ts';
import { type CertificateUse, makeCertificate } from './certificate.ts';
import { bits, DerError, der, integer, readDer, sequence, time } from './der.ts';
import { bytesOfPem, ecdsaWithSha256, nameOf, pemOf, spkiOf } from './parts.ts';
import { makeRequest, readRequest } from './request.ts';

const dayMs = 86_400_000;
const from = Date.UTC(2026, 0, 5);
const pair = () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const authority = pair();
const end = pair();

function certificate(use: CertificateUse, publicKey = end.publicKey, days = 30): string {
  const isAuthority = use.kind === 'authority';
  return makeCertificate({
    subject: isAuthority ? 'Fangzhou collectors' : 'point-1 城关所',
    issuer: 'Fangzhou collectors',
    publicKey: isAuthority ? authority.publicKey : publicKey,
    issuerPublicKey: authority.publicKey,
    issuerPrivateKey: authority.privateKey,
    fromMs: from,
    toMs: from + days * dayMs,
    use,
  });
}

const root = certificate({ kind: 'authority' }, undefined, 3_650);
const server = certificate({ kind: 'server', dnsName: 'hub.fangzhou.internal' });
const client = certificate({ kind: 'client', uri: 'urn:fangzhou:collector:point-1' });

describe('certificates of the own authority', () => {
  it('are read by Node as what they are, and hold to the authority', () => {
    const [ca, one] = [new X509Certificate(root), new X509Certificate(client)];
    expect(one.checkIssued(ca)).toBe(true);
    expect(one.verify(ca.publicKey)).toBe(true);
    expect([ca.ca, one.ca]).toEqual([true, false]);
    expect(one.subject).toBe('CN=point-1 城关所');
    expect(one.subjectAltName).toBe('URI:urn:fangzhou:collector:point-1');
    expect(new X509Certificate(server).checkHost('hub.fangzhou.internal')).toBe('hub.fangzhou.internal');
    expect([one.validFromDate.getTime(), one.validToDate.getTime()]).toEqual([from, from + 30 * dayMs]);
    expect(one.serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/);
    expect(one.publicKey.equals(end.publicKey)).toBe(true);
  });

  it('have times of two kinds, as RFC 5280 wants it', () => {
    expect(time(Date.UTC(2049, 11, 31, 23, 59, 59)).toString('latin1')).toBe('\x17\x0d491231235959Z');
    expect(time(Date.UTC(2050, 0, 1)).toString('latin1')).toBe('\x18\x0f20500101000000Z');
  });
});

describe('a certificate request', () => {
  it('gives the key that it was signed with', () => {
    expect(readRequest(makeRequest(end, 'point-1'))?.equals(end.publicKey)).toBe(true);
  });

  it('is refused when anything in it was changed, at whichever octet, and never throws', () => {
    const good = bytesOfPem('CERTIFICATE REQUEST', makeRequest(end, 'point-1'), 10_000) ?? Buffer.alloc(0);
    for (let at = 0; at < good.length; at++) {
      for (const change of [0x01, 0x80, 0xff]) {
        const bad = Buffer.from(good);
        bad[at] = (bad[at] ?? 0) ^ change;
        expect([at, readRequest(pemOf('CERTIFICATE REQUEST', bad))]).toEqual([at, undefined]);
      }
      expect([at, readRequest(pemOf('CERTIFICATE REQUEST', good.subarray(0, at)))]).toEqual([at, undefined]);
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(readRequest(pemOf('CERTIFICATE REQUEST', bytes))).toBeUndefined();
      }),
    );
    expect(readRequest('')).toBeUndefined();
    expect(readRequest(`${makeRequest(end, 'a')}${makeRequest(end, 'b')}`)).toBeUndefined();
  });

  it('is refused with the key of somebody else, and with another sort of key', () => {
    const stolen = { publicKey: authority.publicKey, privateKey: end.privateKey };
    expect(readRequest(makeRequest(stolen, 'point-1'))).toBeUndefined();
    const other = generateKeyPairSync('ec', { namedCurve: 'secp384r1' });
    expect(readRequest(makeRequest(other, 'point-1'))).toBeUndefined();
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const info = sequence(integer(Buffer.from([0])), nameOf('x'), spkiOf(rsa.publicKey), der(0xa0));
    const signature = bits(sign('sha256', info, rsa.privateKey));
    expect(readRequest(pemOf('CERTIFICATE REQUEST', sequence(info, ecdsaWithSha256, signature)))).toBeUndefined();
  });
});

describe('DER', () => {
  it('is read back as it was written, and has one spelling only', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70_000 }), (bytes) => {
        const [value, ...more] = readDer(der(0x04, bytes));
        expect(more).toEqual([]);
        expect(value?.content.equals(Buffer.from(bytes))).toBe(true);
      }),
      { numRuns: 50 },
    );
    for (const bad of [[0x04, 0x81, 0x01, 0x00], [0x04, 0x80, 0, 0], [0x04, 0x82, 0x00, 0x80], [0x04], [0x04, 2, 0]])
      expect(() => readDer(Buffer.from(bad))).toThrow(DerError);
  });
});

suiteNeeding(['openssl'], 'what OpenSSL says of our certificates', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fangzhou-x509-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const openssl = (...args: readonly string[]): string =>
    execFileSync(toolPath('openssl'), args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const at = String(from / 1000 + 60);

  it('holds them to every rule of X.509, each for its own side', () => {
    const ca = file('ca.pem', root);
    const verify = (purpose: string, pem: string): string =>
      openssl('verify', '-x509_strict', '-attime', at, '-purpose', purpose, '-CAfile', ca, file('one.pem', pem));
    expect(verify('sslserver', server)).toContain('OK');
    expect(verify('sslclient', client)).toContain('OK');
    expect(() => verify('sslserver', client)).toThrow(/purpose/);
    expect(() => verify('sslclient', server)).toThrow(/purpose/);
    const other = makeCertificate({
      ...{ subject: 'x', issuer: 'Fangzhou collectors', publicKey: end.publicKey, fromMs: from, toMs: from + dayMs },
      ...{ issuerPublicKey: authority.publicKey, issuerPrivateKey: end.privateKey },
      use: { kind: 'client', uri: 'urn:fangzhou:collector:x' },
    });
    expect(() => verify('sslclient', other)).toThrow();
    const text = openssl('x509', '-noout', '-text', '-in', file('text.pem', client));
    expect(text).toContain('CA:FALSE');
    expect(text).toContain('Digital Signature');
    expect(text).toContain('TLS Web Client Authentication');
    expect(openssl('x509', '-noout', '-text', '-in', ca)).toContain('CA:TRUE, pathlen:0');
  });

  it('takes our requests, and we take its', () => {
    const own = file('own.csr', makeRequest(end, 'point-1'));
    expect(openssl('req', '-in', own, '-noout', '-verify', '-subject')).toContain('point-1');
    const key = join(folder, 'their.key');
    openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', key);
    const theirs = openssl('req', '-new', '-sha256', '-key', key, '-subj', '/CN=point-2');
    expect(readRequest(theirs)?.asymmetricKeyType).toBe('ec');
  });
});
