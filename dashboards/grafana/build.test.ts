import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { files } from './build.ts';
import { city } from './city.ts';
import { links } from './links.ts';
import { services } from './services.ts';

describe('the dashboards', () => {
  it.each([...files])('%s on disk is what build.ts makes of it', (name, text) => {
    expect(readFileSync(join(import.meta.dirname, name), 'utf8')).toBe(text);
  });

  it.each([city, links, services])('$title names each panel in Chinese and explains it in English', ({ panels }) => {
    for (const { title, description } of panels) {
      expect(title).toMatch(/[\u4e00-\u9fff]/);
      expect(description).toMatch(/^[A-Z][ -~’]+[.]$/);
    }
  });

  it.each([city, links, services])(
    '$title asks only for what was chosen: one job, some districts',
    ({ panels, templating }) => {
      const names = templating.list.map(({ name }) => name);
      for (const { expr } of panels.flatMap(({ targets }) => targets)) {
        const selectors = expr.match(/\{[^}]*\}/g) ?? [];
        expect(selectors.length).toBeGreaterThan(0);
        for (const selector of selectors) expect(selector).toContain('job="$job"');
        for (const [, used] of expr.matchAll(/\$([a-z]+)/g)) expect(names).toContain(used);
      }
    },
  );

  it.each([city, links, services])(
    '$title has no two panels in one place, none wider than the screen',
    ({ panels }) => {
      const taken = new Set<string>();
      for (const { gridPos } of panels) {
        const { x, y, w, h } = gridPos;
        expect(x + w).toBeLessThanOrEqual(24);
        for (let column = x; column < x + w; column++) {
          for (let row = y; row < y + h; row++) {
            const cell = `${column} ${row}`;
            expect(taken.has(cell)).toBe(false);
            taken.add(cell);
          }
        }
      }
      expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    },
  );
});
