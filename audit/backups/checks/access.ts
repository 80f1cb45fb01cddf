import { judgementsOf } from '../judgement.ts';
import type { BackupCheck, RepositoryScene } from '../model.ts';

// For the report: it says how the audit is set up, and no backup is worse for it today.
const rights = judgementsOf('BA-22', { severity: 'P3', trouble: 'unproven', posture: true });
/** BA-22: who looks could not remove what he looks at: whoever takes Fangzhou over must not be able to delete the backups. */
export const isReadOnly: BackupCheck<RepositoryScene> = {
  id: 'BA-22',
  judge(scene) {
    const { listed, repository } = scene;
    if (repository === undefined) return undefined;
    if (repository.access.by === 'agent') return rights.ofRepository(scene, 'pass', { why: 'carried' });
    if (listed === undefined) return rights.ofRepository(scene, 'unknown', { why: 'no-list' });
    const at = listed.finishedAt;
    if (listed.rights === undefined) return rights.ofRepository(scene, 'unknown', { why: 'untold', at });
    const { mayWrite, said } = listed.rights;
    const facts = [['rights', said]] as const;
    const why = mayWrite ? 'may-write' : 'read-only';
    return rights.ofRepository(scene, mayWrite ? 'fail' : 'pass', { why, facts, at });
  },
};

const escrow = judgementsOf('BA-23', { severity: 'P2', trouble: 'unproven', posture: true });
/** Of BorgBackup: modes without any secret, and those whose key lies with the client. */
const openModes = ['none', 'authenticated', 'authenticated-blake2'];
/**
 * BA-23: the passphrase or key is not with one person alone. No tool can tell who holds it: what is encrypted stays unknown, with
 * how many keys there are.
 */
export const isHeldTwice: BackupCheck<RepositoryScene> = {
  id: 'BA-23',
  judge(scene) {
    const { listed } = scene;
    if (listed?.encryption === undefined) return undefined;
    const { encryption, keys, finishedAt: at } = listed;
    const facts = [['encryption', encryption], ...(keys === undefined ? [] : [['keys', keys] as const])] as const;
    if (openModes.includes(encryption)) return escrow.ofRepository(scene, 'pass', { why: 'open', facts, at });
    const why = encryption.startsWith('keyfile') ? 'key-file' : keys === 1 ? 'one-key' : 'untold';
    return escrow.ofRepository(scene, 'unknown', { why, params: { count: keys ?? 0 }, facts, at });
  },
};
