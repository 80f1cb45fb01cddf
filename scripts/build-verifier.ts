/**
 * Bundles the verifiers that go with every report, `verify.mjs` and `verify.html`, each one file, into
 * `audit/report/verify/dist`. Not minified: an auditor may wish to read what judges.
 */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';

const root = join(import.meta.dirname, '..');
const source = join(root, 'audit', 'report', 'verify');

/** Core's door brings the server's log with it; of core the verifiers need only how a text is made from its key, and when a day begins. */
const littleOfCore: Plugin = {
  name: 'little-of-core',
  setup(plugin) {
    plugin.onResolve({ filter: /\/core\/index\.ts$/ }, ({ path }) => ({ path, namespace: 'little-of-core' }));
    plugin.onLoad({ filter: /.*/, namespace: 'little-of-core' }, () => ({
      contents: "export * from './message.ts'; export * from './wall-clock.ts';",
      resolveDir: join(root, 'core'),
    }));
  },
};

const common: BuildOptions = {
  bundle: true,
  format: 'esm',
  write: false,
  charset: 'utf8',
  legalComments: 'inline',
  plugins: [littleOfCore],
  // What the little does not have would be found out when a report is verified.
  logOverride: { 'import-is-undefined': 'error' },
  absWorkingDir: root,
  logLevel: 'error',
};

async function bundled(options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({ ...common, ...options });
  const [file] = outputFiles ?? [];
  if (file === undefined) throw new Error('esbuild made no file');
  return file.text;
}

/** Builds both into a folder, swapped in whole when it is complete. */
export async function buildVerifiers(folder = join(source, 'dist')): Promise<void> {
  const making = `${folder}.${process.pid}.new`;
  try {
    await mkdir(making, { recursive: true });
    const script = await bundled({
      entryPoints: [join(source, 'verify.entry.ts')],
      platform: 'node',
      target: 'node20.12',
    });
    await writeFile(join(making, 'verify.mjs'), script);
    const page = await bundled({
      entryPoints: [join(source, 'page', 'page.ts')],
      platform: 'browser',
      format: 'iife',
      target: ['chrome90', 'firefox90', 'safari15'],
    });
    const template = await readFile(join(source, 'page', 'page.html'), 'utf8');
    // A closing tag inside of a string would end the script.
    const inlined = page.replaceAll('</script', '<\\/script');
    await writeFile(
      join(making, 'verify.html'),
      template.replace('/* script */', () => inlined),
    );
    await rm(folder, { recursive: true, force: true });
    await rename(making, folder);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildVerifiers();
