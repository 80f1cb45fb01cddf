import { message } from '../../core/index.ts';
import { scrubbed } from '../backups/said.ts';
import type { RestoreFault, RestoreReason } from './model.ts';

/** Thrown inside of a restore and caught at its door: whatever happens becomes an outcome. */
export class RestoreFailure extends Error {
  readonly fault: RestoreFault;

  constructor(reason: RestoreReason, said = '', secrets: readonly (string | undefined)[] = []) {
    super(reason);
    this.fault = { reason, text: message(`collector.restore.${reason}`), said: scrubbed(said, secrets) };
  }
}
