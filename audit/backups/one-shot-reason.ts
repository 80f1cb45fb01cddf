import { type Message, message } from '../../core/index.ts';

/** Why a data set or the repository is judged so: a stable code, its words, and those of the tool. */
export interface OneShotReason {
  readonly code: string;
  readonly weight: 'fail' | 'unknown';
  readonly text: Message;
  readonly remedy: Message;
  readonly said: string;
}

/** A reason of ours, with its numbers. */
export function failing(code: string, params: Message['params'] = {}, said = ''): OneShotReason {
  return { ...doubting(code, params, said), weight: 'fail' };
}

export function doubting(code: string, params: Message['params'] = {}, said = ''): OneShotReason {
  const key = `audit.backup.${code}`;
  return { code, weight: 'unknown', text: message(key, params), remedy: message(`${key}.remedy`), said };
}
