import { errorText } from '../../core/index.ts';

const words: Readonly<Record<string, string>> = {
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  EISDIR: 'no-file',
  EACCES: 'refused',
  EPERM: 'refused',
};

/** Why a file cannot be read, as a parameter of a message: words for what people do wrong, the system's own for the rest. */
export function fileReason(thrown: unknown): string {
  const word = words[(thrown as { code?: string } | null)?.code ?? ''];
  return word === undefined ? errorText(thrown) : `key:inventory.reason.${word}`;
}
