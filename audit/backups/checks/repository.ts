import { isoTime, judgementsOf, wordsOf } from '../judgement.ts';
import { backupLimits } from '../limits.ts';
import type { BackupCheck, RepositoryScene } from '../model.ts';
import { forecastOf } from '../space.ts';

const blind = judgementsOf('BA-32', { severity: 'P1', trouble: 'unreadable' });
/** BA-32: somebody could look into the repository, lately. Otherwise nothing in it is known, and none of it counts as backed up. */
export const isReadable: BackupCheck<RepositoryScene> = {
  id: 'BA-32',
  judge(scene) {
    const { reading, listed, repository, now, settings } = scene;
    // What nobody described is a matter of the settings, not of the repository.
    if (repository === undefined) return blind.ofRepository(scene, 'unknown', { why: 'not-described', severity: 'P3' });
    if (reading === undefined) return blind.ofRepository(scene, 'unknown', { why: 'not-read', severity: 'P3' });
    const at = reading.finishedAt;
    const against = reading.findings.filter(({ weight }) => weight !== 'note');
    const [first] = against;
    const facts = against.map(wordsOf);
    const params = first === undefined ? {} : { reason: `key:${first.text.key}` };
    if (!reading.listed && first?.weight === 'fail')
      return blind.ofRepository(scene, 'fail', { why: 'gone', params, facts, at });
    if (listed === undefined) {
      const why = reading.listed ? 'too-old' : first === undefined ? 'no-answer' : 'unreadable';
      const limit = Math.round((backupLimits.stalePeriods * settings.periodSeconds) / 60);
      return blind.ofRepository(scene, 'unknown', {
        why,
        params: { ...params, minutes: Math.round((now - at) / 60_000), limit },
        facts,
        at,
      });
    }
    const more = [...facts, ['listedAt', isoTime(listed.finishedAt)] as const];
    const count = listed.snapshots.length;
    return blind.ofRepository(scene, 'pass', { why: 'read', params: { count }, facts: more, at: listed.finishedAt });
  },
};

const version = judgementsOf('BA-31', { severity: 'P3', trouble: 'failed', posture: true });
/** Below these versions a tool says that all is well where it is not. */
const honestSince: Readonly<Record<string, { readonly version: readonly number[]; readonly why: string }>> = {
  restic: { version: [0, 19], why: 'restic' },
};
/** BA-31: the tool's version is one whose exit codes tell a missing source. */
export const isHonestTool: BackupCheck<RepositoryScene> = {
  id: 'BA-31',
  judge(scene) {
    const { listed } = scene;
    const since = honestSince[listed?.tool ?? ''];
    if (listed?.toolVersion === undefined || since === undefined) return undefined;
    const is = listed.toolVersion.split('.').map((part) => Number.parseInt(part, 10) || 0);
    const [major = 0, minor = 0] = is;
    const [wantedMajor = 0, wantedMinor = 0] = since.version;
    const old = major < wantedMajor || (major === wantedMajor && minor < wantedMinor);
    const said = { params: { version: listed.toolVersion, wanted: since.version.join('.') }, at: listed.finishedAt };
    return version.ofRepository(scene, old ? 'fail' : 'pass', { why: old ? since.why : 'honest', ...said });
  },
};

const space = judgementsOf('BA-33', { severity: 'P2', trouble: 'space' });
// A trend wants days; until there are enough, the repository is no worse for it.
const noTrend = judgementsOf('BA-33', { severity: 'P2', trouble: 'space', posture: true });
/** BA-33: the repository has room for a month, by the trend of its free space. */
export const hasRoom: BackupCheck<RepositoryScene> = {
  id: 'BA-33',
  judge(scene) {
    const { memory, now, calendar } = scene;
    const last = memory.space.at(-1);
    if (last === undefined) return undefined;
    const { freeBytes, totalBytes, at } = last;
    const facts = [
      ['freeBytes', freeBytes],
      ['totalBytes', totalBytes],
      ['days', memory.space.length],
    ] as const;
    if (totalBytes > 0 && freeBytes / totalBytes < 0.02)
      return space.ofRepository(scene, 'fail', { why: 'full', facts, at, severity: 'P1' });
    const forecast = forecastOf(memory.space, calendar, now);
    if (forecast === undefined) return noTrend.ofRepository(scene, 'unknown', { why: 'no-trend', facts, at });
    const { least, most } = forecast;
    const params = { least: Math.floor(least), most: most === undefined ? '∞' : Math.ceil(most) };
    if (least > backupLimits.fullSoonDays) return space.ofRepository(scene, 'pass', { why: 'room', params, facts, at });
    const severity = least <= backupLimits.fullUrgentDays ? 'P1' : 'P2';
    return space.ofRepository(scene, 'fail', { why: 'soon', params, facts, at, severity });
  },
};
