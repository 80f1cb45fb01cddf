import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { City } from '../../../inventory/index.ts';
import { Mistakes, openYaml, readText, wholeFile } from '../../../inventory/index.ts';
import {
  type ConfigurationApproval,
  type ConfigurationImport,
  type ConfigurationSnapshot,
  configurationBounds,
} from './model.ts';
import { snapshotOf } from './snapshot.ts';

/** `DEVICE@2026-01-05.cfg` or `DEVICE@2026-01-05T0830Z.txt`: whose it is and when it was exported (UTC). */
const exportName = /^(.+)@(\d{4}-\d{2}-\d{2})(?:T(\d{2})(\d{2})Z)?\.(?:cfg|conf|txt)$/;
const approvalsName = 'approved.yaml';

/**
 * Reads the folder that exported configurations are carried into, and `approved.yaml` beside them: for each device the
 * digest that a person approved. What cannot be read is a mistake with its place; the rest counts. Never throws.
 */
export async function importConfigurations(folder: string, city: City): Promise<ConfigurationImport> {
  const mistakes = new Mistakes();
  const names = await readdir(folder).then(
    (all) => all.sort(),
    (): string[] => {
      mistakes.addKeyed(wholeFile(folder), 'isolation.configuration.no-folder');
      return [];
    },
  );
  const exports = names.filter((name) => name !== approvalsName && !name.startsWith('.'));
  if (exports.length > configurationBounds.files) {
    const params = { files: exports.length, limit: configurationBounds.files };
    mistakes.addKeyed(wholeFile(folder), 'isolation.configuration.too-many', params);
  }
  const snapshots: ConfigurationSnapshot[] = [];
  for (const name of exports.slice(0, configurationBounds.files)) {
    const snapshot = await readExport(folder, name, { city, mistakes });
    if (snapshot !== undefined) snapshots.push(snapshot);
  }
  const approvals = names.includes(approvalsName) ? await readApprovals(folder, { city, mistakes }) : [];
  return { ...viewOf(snapshots, approvals), mistakes: mistakes.list() };
}

interface Reading {
  readonly city: City;
  readonly mistakes: Mistakes;
}

async function readExport(
  folder: string,
  name: string,
  { city, mistakes }: Reading,
): Promise<ConfigurationSnapshot | undefined> {
  const file = join(folder, name);
  const wrong = (key: string, params: Record<string, string | number> = {}) =>
    void mistakes.addKeyed(wholeFile(file), `isolation.configuration.${key}`, params);
  const [, deviceId = '', day = '', hour = '00', minute = '00'] = exportName.exec(name) ?? [];
  const takenAt = Date.parse(`${day}T${hour}:${minute}:00Z`);
  if (deviceId === '' || !Number.isFinite(takenAt)) return wrong('bad-name', { name }) as undefined;
  if (!city.devices.has(deviceId)) return wrong('unknown-device', { device: deviceId }) as undefined;
  const text = await readText({ file, maxBytes: configurationBounds.fileBytes, mistakes });
  if (text === undefined) return undefined;
  const snapshot = snapshotOf(deviceId, takenAt, text);
  return snapshot ?? (wrong('empty', { limit: configurationBounds.lines }) as undefined);
}

async function readApprovals(folder: string, { city, mistakes }: Reading): Promise<readonly ConfigurationApproval[]> {
  const file = join(folder, approvalsName);
  const text = await readText({ file, maxBytes: configurationBounds.approvalBytes, mistakes });
  const root = text === undefined ? undefined : openYaml({ file, text, mistakes });
  return (root?.keys() ?? []).flatMap((deviceId): readonly ConfigurationApproval[] => {
    const section = root?.section(deviceId);
    if (section === undefined) return [];
    const [digest, approver, reason, day] = ['digest', 'approver', 'reason', 'at'].map((key) => section.text(key));
    section.finish();
    const wrong = (key: string, code: string, params: Record<string, string | number>) => {
      mistakes.addKeyed(section.place(key), `isolation.configuration.${code}`, params);
      return [];
    };
    if (!city.devices.has(deviceId)) return wrong('digest', 'unknown-device', { device: deviceId });
    if (digest === undefined || approver === undefined || reason === undefined || day === undefined) return [];
    if (!/^sha256:[0-9a-f]{64}$/.test(digest)) return wrong('digest', 'bad-digest', { value: digest });
    const at = Date.parse(day);
    if (!/^\d{4}-\d{2}-\d{2}/.test(day) || !Number.isFinite(at)) return wrong('at', 'bad-time', { value: day });
    return [{ deviceId, digest, approver, reason, at }];
  });
}

function viewOf(
  all: readonly ConfigurationSnapshot[],
  approvals: readonly ConfigurationApproval[],
): Omit<ConfigurationImport, 'mistakes'> {
  const byDevice = Map.groupBy(all, ({ deviceId }) => deviceId);
  const newest = new Map(
    [...byDevice].map(([deviceId, list]) => {
      const ordered = list.toSorted(
        (one, other) => other.takenAt - one.takenAt || (one.digest < other.digest ? -1 : 1),
      );
      return [deviceId, ordered.slice(0, configurationBounds.snapshotsOfDevice)] as const;
    }),
  );
  const approved = new Map(approvals.map((approval) => [approval.deviceId, approval]));
  return {
    snapshots: [...newest.values()].flat(),
    approvals,
    view: { snapshotsOf: (deviceId) => newest.get(deviceId) ?? [], approvalOf: (deviceId) => approved.get(deviceId) },
  };
}
