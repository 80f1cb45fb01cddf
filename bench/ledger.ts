/**
 * Appends, proofs, verification and a check of the whole ledger, beside a file that is only appended to and synced as often.
 * `--records N` (default 200,000; ten million takes some minutes), `--batch N` records in one write.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { silentLog, systemClock } from '../core/index.ts';
import {
  canonicalJson,
  nodeHash,
  nodeSha256,
  openLedger,
  parseCheckpoint,
  parsePolicy,
  verifyConsistency,
  verifyEd25519,
  verifyExport,
  verifyTlogProof,
} from '../ledger/index.ts';

const { values: flags } = parseArgs({
  options: {
    records: { type: 'string', default: '200000' },
    batch: { type: 'string', default: '5000' },
    proofs: { type: 'string', default: '300' },
  },
});
const records = Math.max(1_000, Number(flags.records));
const batch = Math.max(1, Number(flags.batch));
const proofs = Math.max(1, Number(flags.proofs));

/** As a heartbeat is, which most records are. */
const bodyOf = (n: number) => ({
  from: '2026-11-27T00:25:00.000Z',
  to: '2026-11-27T00:30:00.000Z',
  devices: 2,
  answered: n % 11,
  failed: n % 3,
  coverage: (n % 1000) / 1000,
  longestGapSeconds: n % 61,
  state: 'up',
});
const round = (value: number, digits = 2) => Number(value.toFixed(digits));
const percentile = (values: number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

const folder = mkdtempSync(join(tmpdir(), 'fangzhou-bench-ledger-'));
try {
  const ledger = await openLedger({
    folder: join(folder, 'ledger'),
    clock: systemClock,
    log: silentLog,
    name: 'bench/ledger',
    flushIntervalMs: 1e9,
    checkpointIntervalMs: 1e9,
  });
  const cpuBefore = process.cpuUsage();
  const appendMs = await timed(async () => {
    for (let n = 0; n < records; n += batch) {
      for (let each = n; each < Math.min(records, n + batch); each++) {
        ledger.append({ kind: 'heartbeat', subject: `point P${each % 63}`, body: bodyOf(each) });
      }
      await ledger.flush();
    }
  });
  const cpu = process.cpuUsage(cpuBefore);
  const signMs = await timed(() => ledger.sign());

  // The peer: the same bytes in a file, written and synced in the same batches.
  const file = await open(join(folder, 'peer'), 'w');
  const peerMs = await timed(async () => {
    for (let n = 0; n < records; n += batch) {
      const lines: string[] = [];
      for (let each = n; each < Math.min(records, n + batch); each++) {
        lines.push(canonicalJson({ kind: 'heartbeat', subject: `point P${each % 63}`, body: bodyOf(each), seq: each }));
      }
      await file.write(`${lines.join('\n')}\n`);
      await file.datasync();
    }
  });
  await file.close();

  const size = ledger.head().size;
  const policy = parsePolicy(ledger.policy(), nodeSha256);
  if (!policy.ok) throw new Error('the policy cannot be read');
  const [proofMs, verifyMs, consistencyMs]: [number[], number[], number[]] = [[], [], []];
  const head = parseCheckpoint(ledger.checkpoint() ?? '');
  if (head === undefined) throw new Error('no head');
  for (let n = 0; n < proofs; n++) {
    const index = Math.floor((size * ((n * 7919) % proofs)) / proofs);
    let proof = '';
    proofMs.push(
      await timed(async () => {
        proof = (await ledger.proof(index)) ?? '';
      }),
    );
    const entry = (await ledger.entry(index)) ?? new Uint8Array(0);
    let ok = false;
    verifyMs.push(
      await timed(async () => {
        ({ ok } = await verifyTlogProof({ entry, proof, policy: policy.value, hash: nodeHash, verify: verifyEd25519 }));
      }),
    );
    if (!ok) throw new Error(`the proof of ${index} does not hold`);
    const from = Math.max(1, index);
    const older = { size: from, root: await ledger.root(from) };
    consistencyMs.push(
      await timed(async () => {
        const path = await ledger.consistency(from, size);
        ok = verifyConsistency(nodeHash, { from: older, to: head, proof: path });
      }),
    );
    if (!ok) throw new Error(`the head does not go on from ${from}`);
  }

  const searchMs = await timed(() => ledger.records({ subject: 'point P99', limit: 50 }));
  const exported = join(folder, 'export');
  const exportMs = await timed(() => ledger.exportTiles(exported));
  let faults = 0;
  const verifyExportMs = await timed(async () => {
    const read = (path: string) => readFile(join(exported, path)).catch(() => undefined);
    faults = (await verifyExport({ head, hash: nodeHash, read })).faults.length;
  });
  await ledger.close();
  const reopenMs = await timed(async () => {
    const again = await openLedger({
      folder: join(folder, 'ledger'),
      clock: systemClock,
      log: silentLog,
      name: 'bench/ledger',
      flushIntervalMs: 1e9,
      checkpointIntervalMs: 1e9,
    });
    await again.close();
  });
  console.log(
    JSON.stringify({
      bench: 'ledger',
      records,
      batch,
      appendsPerSecond: Math.round(records / (appendMs / 1000)),
      appendCpuMicroseconds: round((cpu.user + cpu.system) / records),
      signMs: round(signMs),
      peer: { what: 'append and fdatasync', perSecond: Math.round(records / (peerMs / 1000)) },
      timeRatio: round(appendMs / peerMs),
      proofMs: { median: round(percentile(proofMs, 0.5), 3), p99: round(percentile(proofMs, 0.99), 3) },
      verifyMs: { median: round(percentile(verifyMs, 0.5), 3), p99: round(percentile(verifyMs, 0.99), 3) },
      consistencyMs: {
        median: round(percentile(consistencyMs, 0.5), 3),
        p99: round(percentile(consistencyMs, 0.99), 3),
      },
      fruitlessSearchMs: round(searchMs),
      exportMs: Math.round(exportMs),
      verifyExportMs: Math.round(verifyExportMs),
      verifyExportFaults: faults,
      reopenMs: Math.round(reopenMs),
      rssMegabytes: Math.round(process.memoryUsage().rss / 1e6),
    }),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
