import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildWeb, type WebBuild } from '../../scripts/build-web.ts';

const parent = mkdtempSync(join(tmpdir(), 'fangzhou-web-'));
let build: WebBuild;
beforeAll(async () => {
  build = await buildWeb(join(parent, 'dist'));
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

const names = () =>
  readdirSync(build.folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.\w+$/.test(name));
const text = (name: string) => readFileSync(join(build.folder, name), 'utf8');

describe('the built pages', () => {
  it('ask for nothing from elsewhere', () => {
    // Names of XML namespaces look like addresses but are never fetched.
    const foreign = names()
      .filter((name) => !name.endsWith('.gz'))
      .flatMap((name) =>
        [...text(name).matchAll(/(?:https?:)?\/\/[a-z0-9-]+\.[a-z][^"'`\s)]*/gi)].map(([url]) => `${name} ${url}`),
      )
      .filter((found) => !found.includes('http://www.w3.org/'));
    expect(foreign).toEqual([]);
  });

  it('carry no inline script, style or handler', () => {
    const html = text('index.html');
    expect(html).not.toMatch(/<style|style=|\son\w+=|<script(?![^>]*\ssrc=)/);
    expect(html).toMatch(/<script type="module" src="\/assets\/app-[A-Z0-9]+\.js">/);
  });

  it('name every asset after its content and bring a gzip copy of the same bytes', () => {
    const plain = names().filter((name) => !name.endsWith('.gz'));
    for (const name of plain)
      expect(
        gunzipSync(readFileSync(join(build.folder, `${name}.gz`))).equals(readFileSync(join(build.folder, name))),
      ).toBe(true);
    const unhashed = plain.filter((name) => name.startsWith('assets') && !/-[A-Z0-9]{8}\.\w+$/.test(name));
    expect(unhashed).toEqual(['assets/icon.svg']);
  });

  it('need less than 80 kB before the wall is there, charts and pages not among them', () => {
    expect(build.firstLoadBytes).toBeLessThan(80_000);
    expect(text(names().find((name) => /app-\w+\.js$/.test(name)) ?? '')).not.toContain('uplot');
  });
});
