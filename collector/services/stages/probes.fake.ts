/** Probes of a test: declared in a few words, run as the hub runs them, told in one line. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { languages, render, systemClock } from '../../../core/index.ts';
import type { ProbeKind, ProbeSettings } from '../../../inventory/index.ts';
import { collectorTexts } from '../../texts.ts';
import type { ProbeResult } from '../model.ts';
import { runAgain } from '../run-again.fake.ts';

type Of<K extends ProbeKind> = Extract<ProbeSettings, { kind: K }>;

const common = {
  id: 'tried',
  nameZh: '',
  nameEn: '',
  serviceId: undefined,
  periodSeconds: 60,
  timeoutMs: 15_000,
  retries: 0,
  budgetsMs: {},
  from: ['hub'],
  host: '127.0.0.1',
};
const trust = { authority: undefined, serverName: undefined, insecure: false };
const sql = {
  ...{ ...common, ...trust, database: 'money', user: 'probe', password: 'right', tls: 'off' as const, port: 0 },
  ...{ statement: 'select 1', leastRows: 1, mostRows: 1_000_000, firstValue: undefined },
} as const;

/** What each kind has when a test says nothing else. */
const plain: { readonly [K in ProbeKind]?: Omit<Of<K>, 'kind'> } = {
  tls: { ...common, ...trust, port: 0, startTls: undefined, warnDays: 1, leastVersion: 'TLSv1.2' },
  tcp: { ...common, port: 0, expect: undefined },
  icmp: { ...common, count: 2, mostLoss: 0.34 },
  dns: { ...common, port: 0, name: 'budget.city.test', type: 'A', expect: [] },
  ntp: { ...common, port: 0, mostOffsetMs: 1_000, mostStratum: 15 },
  ldap: {
    ...{ ...common, ...trust, port: 0, security: 'none', bindDn: undefined, password: undefined },
    ...{ baseDn: 'dc=city,dc=test', filter: '(objectClass=*)', leastEntries: 1 },
  },
  smtp: { ...common, ...trust, port: 0, security: 'none', user: undefined, password: undefined },
  postgresql: sql,
  mysql: sql,
  sip: { ...common, port: 0, transport: 'udp' },
  rtsp: { ...common, port: 0, path: '/' },
  h323: { ...common, port: 0 },
  exec: { ...common, command: '/bin/true', arguments: [], environment: {} },
};

/** A probe as a test declares it. */
export function probeOf<K extends ProbeKind>(kind: K, given: Partial<Omit<Of<K>, 'kind'>>): ProbeSettings {
  return { ...plain[kind], kind, ...given } as unknown as ProbeSettings;
}

/** Runs a probe once. */
export function tryIt<K extends ProbeKind>(kind: K, given: Partial<Omit<Of<K>, 'kind'>>): Promise<ProbeResult> {
  return runAgain({ probe: probeOf(kind, given), vantageId: 'hub', clock: systemClock });
}

/** Runs probes one after the other inside a network namespace, in a process of its own. */
export function tryIn(namespace: string, probes: readonly ProbeSettings[]): readonly ProbeResult[] {
  const child = join(import.meta.dirname, 'probes.child.ts');
  const args = ['netns', 'exec', namespace, process.execPath, child, JSON.stringify(probes)];
  return JSON.parse(execFileSync('ip', args, { encoding: 'utf8', timeout: 60_000 }));
}

/** `bad connect: refused`: outcome, phase where it is bad or slow, and the last part of the reason. */
export function told({ outcome, failedPhase, reason }: ProbeResult): string {
  for (const language of languages) {
    for (const key of [reason.key, `${reason.key}.means`]) {
      const text = render(collectorTexts[language], { ...reason, key });
      // Nothing that people read has a hole, or its key in its place.
      if (text === key || /\{\w+\}/.test(text)) throw new Error(`${language}: ${text}`);
    }
  }
  const what = reason.key.split('.').at(-1) ?? '';
  return failedPhase === undefined || outcome === 'unknown'
    ? `${outcome}: ${what}`
    : `${outcome} ${failedPhase}: ${what}`;
}

/** Value of a name among what was measured. */
export function measured({ values }: ProbeResult, name: string): number | undefined {
  return values.find((value) => value.name === name)?.value;
}
