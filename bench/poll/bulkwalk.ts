import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { farmAddress, farmCommunity, farmPort } from './farm.ts';
import type { Sweep } from './sweep.ts';

/** What a walk asks for: the same tables, whole, for snmpbulkwalk knows no columns side by side. */
const tables = ['1.3.6.1.2.1.2.2', '1.3.6.1.2.1.31.1.1'];

/** Two snmpbulkwalk processes at a time, as a shell script would: the shell tells what its children used. */
export async function sweepBulkwalk({ devices }: { readonly devices: number }): Promise<Sweep> {
  const peers = Array.from({ length: devices }, (_, index) => `${farmAddress(index)}:${farmPort}`);
  const walks = peers.flatMap((peer) => tables.map((table) => `${peer} ${table}`)).join('\\n');
  const script = [
    `printf '${walks}\\n'`,
    `| xargs -P 2 -L 1 snmpbulkwalk -v2c -c ${farmCommunity} -On -Cr25 -m '' -r 1 -t 2 2>/dev/null | wc -l`,
    '; times',
  ].join(' ');
  const begun = performance.now();
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { env: { ...process.env, LC_ALL: 'C' } });
  const lines = stdout.trim().split('\n');
  // bash's times: the shell's own user and system time, then its children's, as 0m1.234s.
  const seconds = [...(lines.at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, rest]) => Number(minutes) * 60 + Number(rest),
  );
  return {
    values: Number(lines[0]),
    answered: devices,
    failed: 0,
    cpuSeconds: seconds.reduce((sum, each) => sum + each, 0),
    wallSeconds: (performance.now() - begun) / 1e3,
    rssMB: 0,
  };
}
