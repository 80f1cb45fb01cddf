/** What vitest's JSON report says, file by file. */
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

/** A test, or a file that broke before its first test, with the first lines of what it said. */
export interface Failure {
  readonly file: string;
  readonly test?: string;
  readonly said: string;
}

export interface FileResult {
  readonly passed: number;
  readonly seconds: number;
  readonly failures: readonly Failure[];
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: 'passed' | 'failed';
    readonly message: string;
    /** Milliseconds since 1970. */
    readonly startTime: number;
    readonly endTime: number;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

const mostLinesSaid = 12;
/** Colours of terminals (ECMA-48 SGR), which a log has no use for. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the sequence begins with ESC
const colours = /\u001b\[[0-9;]*m/g;

function firstLines(text: string): string {
  const lines = text.replace(colours, '').trim().split('\n');
  const frames = lines.findIndex((line) => /^\s+at .*node_modules/.test(line));
  return lines.slice(0, Math.min(mostLinesSaid, frames < 0 ? mostLinesSaid : Math.max(1, frames))).join('\n');
}

/**
 * Reads a report by file, relative to `root`; empty where the run ended before it wrote one.
 * A file that failed without a failed test (a broken import, a hook) has one failure that names no test.
 */
export function readResults(path: string, root: string): ReadonlyMap<string, FileResult> {
  if (!existsSync(path)) return new Map();
  const { testResults } = JSON.parse(readFileSync(path, 'utf8')) as Report;
  const files = new Map<string, FileResult>();
  for (const { name, status, message, startTime, endTime, assertionResults } of testResults) {
    const file = relative(root, name);
    const failures: Failure[] = assertionResults
      .filter((test) => test.status === 'failed')
      .map((test) => ({ file, test: test.fullName, said: firstLines(test.failureMessages.join('\n')) }));
    if (status === 'failed' && failures.length === 0) failures.push({ file, said: firstLines(message) });
    const passed = assertionResults.filter((test) => test.status === 'passed').length;
    files.set(file, { passed, seconds: (endTime - startTime) / 1_000, failures });
  }
  return files;
}

/** A failure as a person reads it. */
export function told({ file, test, said }: Failure): string {
  return `  ${file}: ${test ?? 'did not begin'}\n${said.replace(/^/gm, '    ')}`;
}
