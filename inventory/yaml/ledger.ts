import { resolve } from 'node:path';
import { isKeyName, nodeSha256, parseVerifierKey, signatureTypes } from '../../ledger/index.ts';
import type { LedgerSettings } from '../settings.ts';
import type { Section } from './section.ts';

/** Reads `ledger`: its name, where its keys lie, its pace, and who its witnesses are. Keys are named by their files only. */
export function readLedger(section: Section, folder: string): LedgerSettings {
  const name = section.optionalText('name');
  if (name !== undefined && !isKeyName(name)) section.wrong('name', 'bad-ledger-name', { value: name });
  const [logKey, collectorKey] = [section.optionalText('log_key'), section.optionalText('collector_key')];
  const witnesses = (section.list('witnesses') ?? []).flatMap(({ text, place }) => {
    if (parseVerifierKey(text, nodeSha256)?.type === signatureTypes.cosignature) return [text];
    section.mistakes.add(place, 'bad-witness', { field: section.name('witnesses'), value: text });
    return [];
  });
  const quorum = section.number('quorum', { otherwise: 0, min: 0, max: 32, whole: true });
  if (quorum > witnesses.length) section.wrong('quorum', 'quorum-above-witnesses', { count: witnesses.length });
  const settings: LedgerSettings = {
    name,
    logKeyFile: logKey === undefined ? undefined : resolve(folder, logKey),
    collectorKeyFile: collectorKey === undefined ? undefined : resolve(folder, collectorKey),
    flushSeconds: section.duration('flush', { otherwise: '1s', min: '100ms', max: '60s' }),
    checkpointSeconds: section.duration('checkpoint', { otherwise: '10s', min: '1s', max: '1h' }),
    heartbeatSeconds: section.duration('heartbeat', { otherwise: '5m', min: '10s', max: '1h' }),
    witnesses,
    quorum,
  };
  section.finish();
  return settings;
}
