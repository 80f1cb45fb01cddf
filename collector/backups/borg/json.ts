import type { EpochMs } from '../../../core/index.ts';
import { backupBounds } from '../limits.ts';
import type { Figures } from '../memory.ts';
import type { CatalogueSnapshot } from '../model.ts';
import { stemOf } from './names.ts';

/** borg's times have no zone: they are local ones of the process, which is run in UTC. */
function timeOf(text: unknown): EpochMs | undefined {
  if (typeof text !== 'string') return undefined;
  const at = Date.parse(`${text.replace(/(\.\d{3})\d+/, '$1').replace(/(Z|[+-]\d{2}:?\d{2})$/, '')}Z`);
  return Number.isNaN(at) ? undefined : at;
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** `borg list --json`; undefined when it is none. Tags: the archive's name, and what is left of it without its date. */
export function readArchives(
  text: string,
):
  | { readonly archives: readonly CatalogueSnapshot[]; readonly identity?: string; readonly encryption?: string }
  | undefined {
  let parsed: Record<string, unknown>;
  try {
    parsed = objectOf(JSON.parse(text));
  } catch {
    return undefined;
  }
  if (!Array.isArray(parsed.archives)) return undefined;
  const archives = parsed.archives.slice(0, backupBounds.snapshots).flatMap((each): readonly CatalogueSnapshot[] => {
    const { id, name, start } = objectOf(each);
    const startedAt = timeOf(start);
    if (typeof id !== 'string' || typeof name !== 'string' || startedAt === undefined) return [];
    // A checkpoint is what an interrupted backup left behind.
    const partial = /\.checkpoint(\.\d+)?$/.test(name) ? { partial: true } : {};
    return [
      { id, contentId: id, tags: [...new Set([name, stemOf(name)])], host: '', paths: [], startedAt, ...partial },
    ];
  });
  const { id } = objectOf(parsed.repository);
  const { mode } = objectOf(parsed.encryption);
  return {
    archives,
    ...(typeof id === 'string' ? { identity: id } : {}),
    ...(typeof mode === 'string' ? { encryption: mode } : {}),
  };
}

/**
 * `borg info --json` of archives: sizes by archive id. Its command line is left out, for it may hold secrets. Deduplicated size changes
 * with later archives: what was told first is kept by who remembers it.
 */
export function readInfo(text: string): ReadonlyMap<string, Figures> {
  const found = new Map<string, Figures>();
  let parsed: Record<string, unknown>;
  try {
    parsed = objectOf(JSON.parse(text));
  } catch {
    return found;
  }
  for (const each of Array.isArray(parsed.archives) ? parsed.archives : []) {
    const { id, hostname, end, stats } = objectOf(each);
    const {
      original_size: sourceBytes,
      compressed_size: packed,
      deduplicated_size: stored,
      nfiles: files,
    } = objectOf(stats);
    if (typeof id !== 'string' || typeof sourceBytes !== 'number' || typeof packed !== 'number') continue;
    const endedAt = timeOf(end);
    found.set(id, {
      sourceBytes,
      ...(typeof files === 'number' ? { files } : {}),
      ...(typeof stored === 'number' ? { storedBytes: stored } : {}),
      // Of new bytes only the packed size is told; unpacked they are in proportion to the whole.
      ...(typeof stored === 'number' && packed > 0 ? { addedBytes: Math.round((stored * sourceBytes) / packed) } : {}),
      ...(packed > 0 ? { compressionRatio: sourceBytes / packed } : {}),
      ...(typeof hostname === 'string' ? { host: hostname } : {}),
      ...(endedAt === undefined ? {} : { endedAt }),
    });
  }
  return found;
}

/** A line of `--log-json` as the truth table knows it: level, words, and the stable name of the message. */
export function logLine(line: string): string {
  if (!line.startsWith('{')) return line;
  try {
    const { type, levelname, message, msgid } = JSON.parse(line);
    if (type === 'question_prompt' || type === 'question_env_answer' || type?.startsWith('progress'))
      return `INFO ${message}`;
    if (type !== 'log_message') return line;
    const [first = '', ...rest] = String(message).split('\n');
    // Of a traceback its end says what it was.
    const exception = rest.findLast((each) => /^[\w.]+(Error|Exception)\b/.test(each)) ?? '';
    return `${levelname} ${first} ${exception}`.trim() + (msgid === undefined ? '' : ` msgid=${msgid}`);
  } catch {
    return line;
  }
}
