import type { SecureVersion, TLSSocket } from 'node:tls';
import { type Attempt, type AttemptAsk, bad, ProbeFault, reasonOf, type Tried } from './attempt.ts';
import { connectTcp } from './connect.ts';
import { createPhaseWatch } from './phases.ts';
import { certificateFault, daysLeft, secure } from './secure.ts';
import { connectToStartTls } from './start-tls.ts';

type Ask = AttemptAsk<'tls'>;

const versions: readonly SecureVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

/**
 * Looks at what a server shows: which TLS it speaks at best and at worst, whether its certificate is believed, for its name, and how
 * long it still holds. Two handshakes; the second offers only what is forbidden, and should be refused (RFC 8996).
 */
export const tryTls: Attempt<'tls'> = async (ask) => {
  const { probe, clock } = ask;
  const { host, port, serverName, leastVersion, warnDays, insecure } = probe;
  const socket = await shake(ask);
  let days: number;
  try {
    const version = socket.getProtocol() ?? '';
    if (versions.indexOf(version as SecureVersion) < versions.indexOf(leastVersion))
      throw bad('tls-version', { host, port, version, least: leastVersion }, 'tls');
    const fault = insecure ? undefined : certificateFault(socket, { place: { host, port }, serverName });
    days = daysLeft(socket, clock);
    if (fault !== undefined) throw new ProbeFault({ ...fault.tried, ...valuesOf(days) });
  } finally {
    socket.destroy();
  }
  const weak = await weakest(ask);
  if (weak !== undefined) throw bad('tls-weak', { host, port, version: weak, least: leastVersion }, 'tls');
  if (days >= warnDays) return { outcome: 'good', ...valuesOf(days) };
  return {
    outcome: 'slow',
    failedPhase: 'tls',
    reason: reasonOf('certificate-ends', { host, port, days }),
    ...valuesOf(days),
  };
};

function valuesOf(days: number): Pick<Tried, 'values'> {
  return { values: [{ name: 'certificate_days', value: days, unit: '' }] };
}

/** One connection, up to the end of the handshake; the certificate is not judged yet. */
async function shake({ probe, phases, signal, place, clock }: Ask, maxVersion?: SecureVersion): Promise<TLSSocket> {
  const { host, port, serverName, authority, startTls } = probe;
  const to = { host, port };
  const socket = await (startTls === undefined
    ? connectTcp(to, { phases, signal, place })
    : connectToStartTls(startTls, { to, phases, signal, place, clock }));
  try {
    const asked = maxVersion === undefined ? {} : { maxVersion };
    return await secure(socket, { place: { host, port }, serverName, authority, phases, speaksOld: true, ...asked });
  } catch (thrown) {
    socket.destroy();
    throw thrown;
  }
}

/** The version below the least allowed that the server still takes; undefined: it refuses them all, however it does. */
async function weakest(ask: Ask): Promise<string | undefined> {
  const below = versions[versions.indexOf(ask.probe.leastVersion) - 1];
  if (below === undefined) return undefined;
  try {
    // A second look: its time is not what the first one took.
    const socket = await shake({ ...ask, phases: createPhaseWatch(ask.clock) }, below);
    const version = socket.getProtocol() ?? below;
    socket.destroy();
    return version;
  } catch (thrown) {
    if (thrown instanceof ProbeFault) return undefined;
    throw thrown;
  }
}
