import { wrongUsage } from './flags.ts';
import type { Terminal } from './terminal.ts';

const verbs = {
  follow: async () => (await import('./standby-follow.ts')).follow,
  status: async () => (await import('./standby-status.ts')).status,
  promote: async () => (await import('./standby-promote.ts')).promote,
  'promote-database': async () => (await import('./promote-database.ts')).promotePair,
} as const;

/** `fangzhou standby follow|status|promote|promote-database`: the second machine that takes over when the first is lost. */
export async function standby(args: readonly string[], terminal: Terminal): Promise<number> {
  const [verb = '', ...rest] = args;
  if (!Object.hasOwn(verbs, verb)) throw wrongUsage('cli.standby.verb', { verb, verbs: Object.keys(verbs).join(', ') });
  const command = await verbs[verb as keyof typeof verbs]();
  return command(rest, terminal);
}
