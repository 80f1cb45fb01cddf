import type { RowSource } from '../../../collector/index.ts';
import type { Message } from '../../../core/index.ts';
import type { Side } from '../inside.ts';
import type { CheckFinding, CheckSeverity } from '../model.ts';

/** Found at a row that was read. */
export function foundAt(
  deviceId: string,
  { oid, value }: RowSource,
  severity: CheckSeverity,
  text: Message,
): CheckFinding {
  return { deviceId, oid, value, severity, text };
}

/** Globally routable is a broken isolation; another undeclared address is a path that cannot be excluded; the rest is no matter. */
export function severityOutside(side: Side | undefined): CheckSeverity | undefined {
  if (side === 'global') return 'S1';
  return side === 'outside' ? 'S2' : undefined;
}

/** Each once, in an order of their own: agents give rows as they like. */
export function inOrder(findings: readonly CheckFinding[]): readonly CheckFinding[] {
  const texts = new Map(findings.map((finding) => [JSON.stringify(sortable(finding)), finding]));
  return [...texts].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)).map(([, finding]) => finding);
}

function sortable({ deviceId, oid, value, severity, text }: CheckFinding): readonly unknown[] {
  return [severity, deviceId, oid, value, text.key, text.params];
}
