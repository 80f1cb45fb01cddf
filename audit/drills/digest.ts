import type { DrillCommand, DrillProcedure, HostPair } from '../../inventory/index.ts';
import { canonicalJson, nodeSha256, toHex } from '../../ledger/index.ts';

/** The commands that a procedure may call on the members of a pair. */
export function commandsOf(
  procedure: DrillProcedure,
  pair: Pick<HostPair, 'memberA' | 'memberB'>,
  commands: readonly DrillCommand[],
): readonly DrillCommand[] {
  const names = new Set(procedure.steps.flatMap((step) => ('command' in step ? [step.command] : [])));
  return commands.filter(
    ({ name, deviceId }) => names.has(name) && (deviceId === pair.memberA || deviceId === pair.memberB),
  );
}

/** SHA-256, hex, of a procedure with the commands that it may call: what a second person approved. */
export function digestOf(procedure: DrillProcedure, commands: readonly DrillCommand[]): string {
  // Through JSON, which leaves out what is undefined.
  const plain: unknown = JSON.parse(JSON.stringify({ procedure, commands }));
  return toHex(nodeSha256(Buffer.from(canonicalJson(plain), 'utf8')));
}
