/**
 * Whether a process with this id runs on this machine, whoever's it is (kill(2) with signal 0: ESRCH means that there is none). The
 * id of one that ended may be another's by now.
 */
export function isProcessAlive(pid: number): boolean {
  if (!(Number.isSafeInteger(pid) && pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
