import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fangzhou } from './commands/run.fake.ts';

const folder = mkdtempSync(join(tmpdir(), 'fangzhou-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return fangzhou(args, { env });
}

describe('the command line', () => {
  it.each([
    'start',
    'check',
    'poll',
    'discover',
    'isolation',
    'profile',
    'traps',
    'syslog',
    'lab',
    'ledger',
    'witness',
    'password',
    'user',
    'collector',
  ])('explains %s in both languages', async (name) => {
    const zh = await run([name, '--help', '--lang', 'zh-CN']);
    const en = await run(['help', name, '--lang=en']);
    expect([zh.code, en.code]).toEqual([0, 0]);
    expect(zh.out).toContain('用法');
    expect(en.out).toContain('Usage');
  });

  it('prints its version', async () => {
    const { out } = await run(['--version']);
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(JSON.parse((await run(['--version', '--json'])).out)).toEqual({ version: out.trim() });
  });

  it.each([
    [[]],
    [['frobnicate']],
    [['check']],
    [['check', 'a', 'b']],
    [['poll']],
    [['poll', 'udp:x:99999']],
    [['isolation']],
    [['isolation', 'udp:x:99999']],
    [['isolation', '127.0.0.1', '--prefix', '10.0.0.1/8']],
    [['isolation', '127.0.0.1', '--prefix', 'ten']],
    [['isolation', '127.0.0.1', '--prefix', '0.0.0.0/0']],
    [['isolation', '127.0.0.1', '--router', '10.0.0.0/8']],
    [['poll', '10.0.0.1', '--frob']],
    [['poll', '10.0.0.1', '--timeout', 'soon']],
    [['poll', '10.0.0.1', '--auth-key', 'long-enough']],
    [['poll', '10.0.0.1', '-u', 'a', '-l', 'authPriv']],
    [['poll', '10.0.0.1', '-u', 'a', '-A', 'long-enough', '-a', 'rot13']],
    [['start', '--port', '70000']],
    [['start', '--log-level', 'loud']],
    [['password']],
    [['user']],
    [['user', 'promote', 'zhang', '--data', 'x']],
    [['user', 'add', '--role', 'auditor', '--data', 'x']],
    [['user', 'add', 'zhang', '--data', 'x']],
    [['user', 'add', 'zhang', '--role', 'king', '--data', 'x']],
    [['user', 'remove', 'zhang', '--role', 'admin', '--data', 'x']],
    [['check', 'inventory/city', '--lang', 'fr']],
    [['lab', 'frobnicate']],
    [['lab', 'cut']],
    [['lab', 'cut', 'F01', 'F02']],
    [['ledger']],
    [['ledger', 'frob', '--data', '/nowhere']],
    [['ledger', 'export', '--data', '/nowhere', 'a', 'b']],
    [['ledger', 'rotate', '--data', '/nowhere']],
    [['witness']],
    [['witness', 'cosign']],
    [['witness', 'frob', '-f', '/nowhere']],
    [['witness', 'init', '-f', '/nowhere', '--name', 'a b']],
    [['witness', 'init', '-f', '/nowhere', '--name', 'w', '--log', 'nonsense']],
    [['witness', 'trust', '-f', '/nowhere']],
    [['discover']],
    [['discover', '10.10.10.0/24', '--rate', 'fast']],
    [['lab', 'replay']],
  ])('ends with 2 and a remedy for %j', async (args) => {
    const { code, out, err } = await run(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).not.toMatch(/cli\.|\{|\n {4}at /);
    expect(err.length).toBeGreaterThan(20);
  });

  it('checks the reference city without its secrets, which are notes', async () => {
    const { code, out, err } = await run(['check', 'inventory/city']);
    expect(code).toBe(0);
    expect(out).toContain('points 63, links 72');
    expect(err).toContain('FANGZHOU_SNMP_AUTH_KEY');
  });

  it('names every mistake with its place, and the same as one JSON document', async () => {
    const copy = join(folder, 'city');
    cpSync('inventory/city', copy, { recursive: true });
    writeFileSync(join(copy, 'offices.csv'), 'id,frob\nx,y\n');
    const plain = await run(['check', copy]);
    expect(plain.code).toBe(1);
    expect(plain.err).toMatch(/offices\.csv:1:\d+ /);
    const { code, out } = await run(['check', copy, '--json']);
    expect(code).toBe(1);
    const document = JSON.parse(out) as { ok: boolean; mistakes: { file: string; line: number; text: string }[] };
    expect(document.ok).toBe(false);
    expect(document.mistakes[0]).toMatchObject({ line: 1 });
    expect(document.mistakes[0]?.text).toContain('offices.csv:1');
  });

  it('names five hundred mistakes one by one where a person checks', async () => {
    const copy = join(folder, 'many');
    cpSync('inventory/city', copy, { recursive: true });
    const lines = Array.from({ length: 500 }, (_, index) => `o${index},某财政所,nowhere`);
    writeFileSync(join(copy, 'offices.csv'), ['id,name_zh,district', ...lines].join('\n'));
    const { err } = await run(['check', copy]);
    expect(err.match(/offices\.csv:\d+:\d+ /g)?.length).toBe(500);
  });

  it('forgets no password where there is no database, and makes none', async () => {
    const nowhere = join(folder, 'no', 'data');
    const { code, out, err } = await run(['password', '--data', nowhere]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('no Fangzhou database');
    expect(existsSync(nowhere)).toBe(false);
  });

  it('refuses to start with a broken inventory, with the way out', async () => {
    const { code, err } = await run(['start', '--config', join(folder, 'nowhere')]);
    expect(code).toBe(1);
    expect(err).toContain('fangzhou check');
  });

  it('tells a lab command that no lab is running', async () => {
    const { code, err } = await run(['lab', 'cut', 'F23', '--data', folder]);
    expect(code).toBe(1);
    expect(err).toContain('no lab is running');
  });
});
