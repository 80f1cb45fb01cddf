/** The three ways in which an auditor checks a bundle, asked side by side: OpenSSL with coreutils, plain Node, a browser. */
import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'vitest';
import { buildVerifiers } from '../../../scripts/build-verifier.ts';
import { launchBrowser, openContext } from '../../../test/browser.ts';

/** A browser and some thousand processes of OpenSSL take their time on a busy machine. */
export const routesWithinMs = 120_000;

/** What each route said: sound or not, and its words. */
export interface Answer {
  readonly sound: boolean;
  readonly words: string;
}

export interface Routes {
  /** Where `verify.mjs` and `verify.html` were built. */
  readonly verifiers: string;
  /** Runs a program to its end, in a folder. */
  run(file: string, args: readonly string[], folder: string): Promise<Answer>;
  inBrowser(paths: readonly string[], key: string, head?: string): Promise<Answer>;
  /** The three answers on one set of files; `more` may put things into the folder that are no files. */
  ask(options: {
    readonly name: string;
    readonly files: ReadonlyMap<string, Uint8Array>;
    readonly key: string;
    /** The head that the auditor saw last. */
    readonly head?: string | undefined;
    readonly more?: (folder: string) => Promise<void>;
  }): Promise<Readonly<Record<'openssl' | 'node' | 'page', Answer>>>;
  close(): Promise<void>;
}

export async function openRoutes(scratch: string): Promise<Routes> {
  const verifiers = join(scratch, 'verifiers');
  await buildVerifiers(verifiers);
  const browser = await launchBrowser();

  const run: Routes['run'] = (file, args, cwd) =>
    new Promise((resolve) => {
      execFile(file, [...args], { cwd, env: { ...process.env, EVIDENCE: '3', LANG: 'C' } }, (error, out, err) =>
        resolve({ sound: error === null, words: out + err }),
      );
    });

  // One page, loaded anew for each bundle: a process of the browser for each would take most of the time.
  const page = await (await openContext(browser)).newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const inBrowser: Routes['inBrowser'] = async (paths, key, head = '') => {
    asked.length = 0;
    await page.goto(pathToFileURL(join(verifiers, 'verify.html')).href);
    await page.fill('#key', key);
    await page.fill('#head', head);
    await page.setInputFiles('#files', [...paths]);
    await page.click('#run');
    await page.waitForSelector('#result[data-state=sound], #result[data-state=broken], #result .trouble', {
      timeout: routesWithinMs,
    });
    const words = (await page.textContent('#result')) ?? '';
    expect(asked.filter((url) => !url.startsWith('file:'))).toEqual([]);
    return { sound: (await page.getAttribute('#result', 'data-state')) === 'sound', words };
  };

  return {
    verifiers,
    run,
    inBrowser,
    async ask({ name, files, key, head, more }) {
      const folder = join(scratch, name);
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true });
      for (const [file, bytes] of files) await writeFile(join(folder, file), bytes);
      await more?.(folder);
      const seen = `${folder}.head`;
      if (head !== undefined) await writeFile(seen, head);
      const paths = [...files.keys()].map((file) => join(folder, file));
      const [openssl, node, page] = await Promise.all([
        run(
          'bash',
          [join(import.meta.dirname, '..', 'bundle', 'RECIPE.txt'), key, ...(head === undefined ? [] : [seen])],
          folder,
        ),
        run(
          process.execPath,
          [join(verifiers, 'verify.mjs'), folder, '--key', key, ...(head === undefined ? [] : ['--head', seen])],
          scratch,
        ),
        inBrowser(paths, key, head),
      ]);
      return { openssl, node, page };
    },
    close: () => browser.close(),
  };
}
