import { isExpectedAtPlace } from '../custody/machine.ts';
import type { CustodyState } from '../isolation/model.ts';
import type { ExpectedTerminal, Network, Scan, StockFinding, StockResult } from './model.ts';

/** What the register has of a label, wherever the terminal should be. */
export interface KnownLabel {
  readonly terminalId: string;
  readonly placeId: string;
  readonly network: Network;
  readonly state: CustodyState;
}

/**
 * The frozen list beside the labels that were read. Pure; the order of scans means nothing, the same label read twice is one
 * terminal, and the last word on the network it was found on counts.
 */
export function compareStock({
  placeId,
  expected,
  scans,
  labelOf,
}: {
  readonly placeId: string;
  readonly expected: readonly ExpectedTerminal[];
  readonly scans: readonly Scan[];
  readonly labelOf: (code: string) => KnownLabel | undefined;
}): StockResult {
  const read = new Map<string, Network | undefined>();
  for (const { code, network } of [...scans].sort((a, b) => a.at - b.at)) read.set(code, network ?? read.get(code));
  const found: string[] = [];
  const findings: StockFinding[] = [];
  const expectedCodes = new Set(expected.map(({ code }) => code));
  for (const { terminalId, code, network } of expected) {
    if (!read.has(code)) {
      findings.push({ kind: 'missing', barcode: code, terminalId });
      continue;
    }
    const foundOn = read.get(code);
    if (foundOn === undefined || foundOn === network) found.push(terminalId);
    else findings.push({ kind: 'wrong-network', barcode: code, terminalId, network, foundOn });
  }
  for (const [barcode, foundOn] of read) {
    if (expectedCodes.has(barcode)) continue;
    const known = labelOf(barcode);
    if (known === undefined) {
      findings.push({ kind: 'unknown', barcode });
      continue;
    }
    const { terminalId, network, state } = known;
    // Registered here since the list was frozen: there is nothing to find fault with.
    if (known.placeId === placeId && isExpectedAtPlace(state)) found.push(terminalId);
    else findings.push({ kind: 'misplaced', barcode, terminalId, registeredAt: known.placeId, state });
    if (foundOn !== undefined && foundOn !== network)
      findings.push({ kind: 'wrong-network', barcode, terminalId, network, foundOn });
  }
  const order = ({ kind, barcode }: StockFinding): string => `${kind} ${barcode}`;
  return {
    found: found.sort(),
    findings: findings.sort((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0)),
  };
}

/** A label as a scanner types it: without what stands around it. Undefined when it is none. */
export function readCode(text: string, longest: number): string | undefined {
  const code = text.trim();
  return code !== '' && code.length <= longest && /^[\x21-\x7e]+$/.test(code) ? code : undefined;
}
