import { cannotListen, listenAddressText } from '../collector/index.ts';
import { message } from '../core/index.ts';
import { type ListenAddress, parseListenAddress } from '../inventory/index.ts';
import { wrongUsage } from './flags.ts';
import { stopped } from './serve.ts';
import type { Terminal } from './terminal.ts';

/** Flags of commands that listen until they are told to end. */
export const listenFlags = { listen: { type: 'string', short: 'L', multiple: true } } as const;

/** The addresses of `--listen`, which may be repeated; at least one. */
export function listenAddresses(
  texts: readonly string[] | undefined,
  transports: readonly ListenAddress['transport'][],
): readonly ListenAddress[] {
  const form = transports.map((one) => `${one}:127.0.0.1:PORT`).join(', ');
  if (texts === undefined || texts.length === 0) throw wrongUsage('cli.listen.missing', { form });
  return texts.map((text) => {
    const address = parseListenAddress(text, transports);
    if (address === undefined) throw wrongUsage('cli.listen.bad', { value: text, form });
    return address;
  });
}

/** Counts of outcomes by word; at most as many words as outcomes exist. */
export class OutcomeTally {
  readonly #counts = new Map<string, number>();

  add(outcome: string): void {
    this.#counts.set(outcome, (this.#counts.get(outcome) ?? 0) + 1);
  }

  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }
}

interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Listens on every address until the command is told to end, then tells the tally on stderr: stdout has a line for each
 * message and nothing else.
 */
export async function listenUntilStopped(options: {
  readonly terminal: Terminal;
  readonly json: boolean;
  readonly addresses: readonly ListenAddress[];
  readonly tally: OutcomeTally;
  readonly open: (address: ListenAddress) => Promise<Listener>;
}): Promise<0> {
  const { terminal, json, addresses, tally, open } = options;
  const listeners: Listener[] = [];
  try {
    for (const address of addresses) {
      const listener = await open(address).catch((thrown: unknown) => {
        throw cannotListen(address, thrown);
      });
      listeners.push(listener);
      const real = listenAddressText({ ...address, port: listener.port });
      if (json) terminal.err(`${JSON.stringify({ listening: real })}\n`);
      else terminal.complain(message('cli.listen.ready', { address: real }));
    }
    await stopped(terminal.stop);
  } finally {
    await Promise.all(listeners.map((listener) => listener.close()));
  }
  const { counts } = tally;
  const messages = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (json) terminal.err(`${JSON.stringify({ messages, tally: counts })}\n`);
  else {
    const words = Object.entries(counts).map(([word, count]) => `${word} ${count}`);
    terminal.complain(message('cli.listen.tally', { messages, outcomes: words.join(', ') || '-' }));
  }
  return 0;
}
