import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PolledAgent } from '../../collector/index.ts';
import { freePort } from '../../test/free-port.ts';
import { snmpYml } from '../peer/snmp-module.ts';
import { startMeasured, waitFor } from '../process.ts';
import type { Sweep } from './sweep.ts';

/** Scrapes each agent once through Debian's snmp_exporter, after a few to warm up; only the exporter's own CPU counts. */
export async function sweepExporter(options: {
  readonly folder: string;
  readonly agents: readonly PolledAgent[];
  readonly window: number;
}): Promise<Sweep> {
  const { agents, folder, window } = options;
  const [first] = agents;
  if (first === undefined) throw new Error('no agents');
  const config = join(folder, 'snmp.yml');
  writeFileSync(config, snmpYml(first.credential, 25), { mode: 0o600 });
  const port = await freePort();
  const exporter = startMeasured('prometheus-snmp-exporter', 'prometheus-snmp-exporter', [
    `--config.file=${config}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--log.level=error',
  ]);
  try {
    const base = `http://127.0.0.1:${port}`;
    await waitFor('snmp_exporter', exporter, async () => ((await fetch(`${base}/`)).ok ? true : undefined));
    let values = 0;
    let answered = 0;
    let failed = 0;
    const scrape = async ({ target }: PolledAgent): Promise<void> => {
      const query = new URLSearchParams({ target: `${target.host}:${target.port}`, module: 'fangzhou' });
      const answer = await fetch(`${base}/snmp?${query}`);
      const pdus = /^snmp_scrape_pdus_returned (\S+)$/m.exec(await answer.text())?.[1];
      if (!answer.ok || pdus === undefined) failed++;
      else answered++;
      values += Number(pdus ?? 0);
    };
    const sweep = async (list: readonly PolledAgent[]): Promise<void> => {
      let next = 0;
      const lane = async (): Promise<void> => {
        for (let agent = list[next++]; agent !== undefined; agent = list[next++]) await scrape(agent);
      };
      await Promise.all(Array.from({ length: window }, lane));
    };
    await sweep(agents.slice(0, 50));
    values = 0;
    answered = 0;
    failed = 0;
    const cpuBefore = exporter.cpuSeconds();
    const begun = performance.now();
    await sweep(agents);
    return {
      values,
      answered,
      failed,
      cpuSeconds: exporter.cpuSeconds() - cpuBefore,
      wallSeconds: (performance.now() - begun) / 1e3,
      rssMB: exporter.rssMB(),
    };
  } finally {
    await exporter.stop();
  }
}
