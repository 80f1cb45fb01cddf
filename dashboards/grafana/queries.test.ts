import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse, parseDocument } from 'yaml';
import { startOurs, writeInventory, writeTargets } from '../../bench/ours.ts';
import { startMeasured, waitFor } from '../../bench/process.ts';
import { loadInventory } from '../../inventory/index.ts';
import { startLab, withLabKeys } from '../../lab/index.ts';
import { freePort } from '../../test/free-port.ts';
import { suiteNeeding, toolPath } from '../../test/needs.ts';
import { city } from './city.ts';
import { links } from './links.ts';
import { services } from './services.ts';

/** How often the city is polled here, and scraped. */
const periodSeconds = 7;

suiteNeeding(['prometheus'], 'the dashboards on a Prometheus that scrapes the running lab', () => {
  const ends: (() => Promise<void>)[] = [];
  let api = '';

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fangzhou-dashboards-'));
    ends.unshift(async () => rmSync(folder, { recursive: true, force: true }));
    const env = { ...withLabKeys(process.env), FANGZHOU_BENCH_COMMUNITY: 'dashboards' };
    const source = writeInventory({ folder, credential: 'v3', intervalSeconds: periodSeconds });
    declareServices(source, await startCounting());
    const loaded = await loadInventory({ source, env });
    if (!loaded.ok) throw new Error(`the inventory has mistakes: ${JSON.stringify(loaded.mistakes)}`);
    const lab = await startLab({ city: loaded.value.city, credentials: loaded.value.settings.credentials });
    ends.unshift(() => lab.stop());
    writeTargets(source, lab.targets);
    const port = await freePort();
    const ours = await startOurs({ folder, port, env, profileFolder: undefined });
    ends.unshift(() => ours.process.stop());

    // The job as we ship it, at another port and in more of a hurry.
    const config = parse(readFileSync(join(import.meta.dirname, '..', 'prometheus', 'scrape.yml'), 'utf8'));
    config.scrape_configs[0].scrape_interval = '1s';
    config.scrape_configs[0].static_configs[0].targets = [`127.0.0.1:${port}`];
    writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config));
    const webPort = await freePort();
    const prometheus = startMeasured('prometheus', toolPath('prometheus'), [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'tsdb')}`,
      `--web.listen-address=127.0.0.1:${webPort}`,
    ]);
    ends.unshift(() => prometheus.stop());
    api = `http://127.0.0.1:${webPort}/api/v1`;
    await waitFor('Prometheus', prometheus, async () =>
      (await fetch(`${api}/status/buildinfo`)).ok ? true : undefined,
    );
  }, 180_000);

  /** A page of the business that counts something: the url of it. */
  async function startCounting(): Promise<string> {
    const server = createServer((_request, response) => void response.end('{"waiting": 3}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ends.unshift(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  /** A service that can be tried here, and a figure that can be read. */
  function declareServices(source: string, url: string): void {
    const file = join(source, 'fangzhou.yaml');
    const settings = parseDocument(readFileSync(file, 'utf8'));
    const names = { name_zh: '待支付笔数', name_en: 'Payments waiting' };
    settings.setIn(
      ['services', 'probes'],
      [{ id: 'treasury', service: 'jintan-treasury', url, period: '5s', timeout: '2s', retries: 0 }],
    );
    settings.setIn(
      ['services', 'figures'],
      [
        {
          id: 'waiting',
          service: 'jintan-treasury',
          ...names,
          kind: 'json',
          url,
          path: '$.waiting',
          period: '5s',
          timeout: '2s',
        },
      ],
    );
    writeFileSync(file, settings.toString());
  }

  afterAll(async () => {
    for (const end of ends) await end();
  });

  async function ask(path: string, parameters: Record<string, string>): Promise<readonly unknown[]> {
    const answer = await fetch(`${api}/${path}?${new URLSearchParams(parameters)}`);
    const body = (await answer.json()) as { status: string; error?: string; data?: unknown };
    if (body.status !== 'success') throw new Error(`${body.error}: ${JSON.stringify(parameters)}`);
    const data = body.data;
    if (Array.isArray(data)) return data;
    const result = (data as { result?: unknown } | undefined)?.result;
    return Array.isArray(result) ? result : [];
  }

  /** As Grafana does with everything chosen. */
  const chosen = (expr: string) =>
    expr
      .replaceAll('$__rate_interval', `${4 * periodSeconds}s`)
      .replaceAll('$__range', `${4 * periodSeconds}s`)
      .replaceAll('$job', 'fangzhou')
      .replaceAll(/\$(district|point|device|port)/g, '.*');

  /** The first answers come when two polls of a device lie behind us. */
  async function eventually(path: string, parameters: Record<string, string>): Promise<readonly unknown[]> {
    for (let second = 0; second < 60; second++) {
      const found = await ask(path, parameters);
      if (found.length > 0) return found;
      await sleep(1000);
    }
    return [];
  }

  const queries = [city, links, services].flatMap(({ title, panels }) =>
    panels.flatMap((panel) => panel.targets.map(({ expr }) => ({ title: `${title} / ${panel.title}`, expr }))),
  );
  it.each(queries)(
    'gives data for $title: $expr',
    async ({ expr }) => {
      expect(await eventually('query', { query: chosen(expr) })).not.toEqual([]);
    },
    70_000,
  );

  const choices = [city, links, services].flatMap(({ templating }) =>
    templating.list.flatMap((choice) => ('definition' in choice ? [choice.definition] : [])),
  );
  it.each([...new Set(choices)])(
    'has something to choose from for %s',
    async (definition) => {
      const [, series = '', label = ''] = /^label_values\((.*), (\w+)\)$/.exec(definition) ?? [];
      expect(await eventually(`label/${label}/values`, { 'match[]': chosen(series) })).not.toEqual([]);
    },
    70_000,
  );
});
