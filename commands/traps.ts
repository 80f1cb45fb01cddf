import {
  createLocalEngine,
  createTrapReader,
  listenUdp,
  type Origin,
  objectName,
  type TrapReading,
  trapHintOf,
  trapName,
  valueText,
} from '../collector/index.ts';
import { systemClock } from '../core/index.ts';
import type { SnmpCredential } from '../inventory/index.ts';
import { credentialFlags, credentialOf } from './credential.ts';
import { atMost, readFlags } from './flags.ts';
import { listenAddresses, listenFlags, listenUntilStopped, OutcomeTally } from './listening.ts';
import { oneLine } from './table.ts';
import type { Terminal } from './terminal.ts';

/** `fangzhou traps --listen ADDRESS`: a line for every trap, inform and bad message, until it is told to end. */
export async function traps(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(args, { ...credentialFlags, ...listenFlags });
  atMost(positionals, 0);
  const addresses = listenAddresses(flags.listen, ['udp']);
  const { community, ...others } = flags;
  const credentials: SnmpCredential[] = [];
  if (flags.user !== undefined) credentials.push(credentialOf(others, terminal.env));
  // Beside a v3 user a community may be given; alone it is `public`, as everywhere.
  if (flags.user === undefined || community !== undefined)
    credentials.push(credentialOf(communityOf(flags), terminal.env));
  const reader = createTrapReader({ engine: createLocalEngine({ clock: systemClock }), clock: systemClock });
  const tally = new OutcomeTally();
  const json = flags.json === true;
  return listenUntilStopped({
    terminal,
    json,
    addresses,
    tally,
    async open(address) {
      const listener = await listenUdp(address, (datagram, from) => {
        const reading = reader.read(datagram, credentials);
        if ('reply' in reading && reading.reply !== undefined) listener.send(reading.reply, from);
        tally.add(outcomeOf(reading));
        if (reading.kind === 'discovery') return;
        const document = documentOf(reading, from);
        terminal.out(json ? `${JSON.stringify(document)}\n` : `${lineOf(document)}\n`);
      });
      return listener;
    },
  });
}

/** Without a user every v3 flag is a mistake, which `credentialOf` words. */
function communityOf(flags: Parameters<typeof credentialOf>[0]): Parameters<typeof credentialOf>[0] {
  return flags.user === undefined ? flags : { community: flags.community };
}

function outcomeOf(reading: TrapReading): string {
  if (reading.kind === 'bad') return reading.bad.reason;
  return reading.kind === 'trap' ? (reading.repeated ? 'repeated' : 'accepted') : 'discovery';
}

type Heard = Exclude<TrapReading, { readonly kind: 'discovery' }>;

function documentOf(reading: Heard, { address, port }: Origin) {
  const at = new Date(systemClock.now()).toISOString();
  const from = `udp:${address.includes(':') ? `[${address}]` : address}:${port}`;
  const outcome = outcomeOf(reading);
  if (reading.kind === 'bad') {
    const { version = null, detail, octet, oid } = reading.bad;
    const place = { ...(octet === undefined ? {} : { octet }), ...(oid === undefined ? {} : { oid }) };
    return { at, from, ok: false, outcome, version, detail, ...place } as const;
  }
  const { trap } = reading;
  const hint = trapHintOf(trap);
  const { version, kind, oid, upTimeTicks = null, enterprise, agentAddress } = trap;
  return {
    ...({ at, from, ok: true, outcome, version, kind, name: trapName(trap), oid, upTimeTicks } as const),
    ...(enterprise === undefined ? {} : { enterprise }),
    ...(agentAddress === undefined ? {} : { agentAddress }),
    varbinds: trap.varbinds.map((varbind) => {
      const name = objectName(varbind.oid);
      const value = typeof varbind.value === 'number' ? varbind.value : valueText(varbind);
      return { oid: varbind.oid, ...(name === undefined ? {} : { name }), type: varbind.type, value };
    }),
    ...(hint === undefined ? {} : { hint }),
  };
}

function lineOf(document: ReturnType<typeof documentOf>): string {
  const { at, from, outcome, version } = document;
  const head = `${at} ${from} ${version ?? '-'} ${outcome}`;
  if (!document.ok) return oneLine(`${head}: ${document.detail}`);
  const values = document.varbinds.map(({ oid, name, value }) => `${name ?? oid}=${value}`);
  return oneLine(`${head} ${document.kind} ${document.name} ${values.join(' ')}`);
}
