import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Each statement that the README tells an administrator to run, under a first line that holds these words. @throws when there are none. */
export function grantsOf(words: string, password: string): readonly string[] {
  const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/```\w+\n([\s\S]*?)```/g)].map(([, block]) => block ?? '');
  const found = blocks.find((block) => block.split('\n')[0]?.includes(words));
  if (found === undefined) throw new Error(`README.md has no grants for ${words}`);
  return found
    .replaceAll('PASSWORD', password)
    .replaceAll('COLLECTOR', '127.0.0.1')
    .replace(/^--.*$/gm, '')
    .split(/;\s*$|\n(?=ACL)/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}
