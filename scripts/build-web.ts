/** Bundles the live wall into `dashboards/web/dist`. `--watch` builds again whenever a source changes. */
import { existsSync, readFileSync, watch } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Metafile, type Plugin } from 'esbuild';

const root = join(import.meta.dirname, '..');
const web = join(root, 'dashboards', 'web');

/** Rooms whose messages reach the page; those without a dictionary are passed over. */
const rooms = ['core', 'ledger', 'standby', 'collector', 'audit', 'alerts', 'api', 'dashboards'];

/** Texts of these rooms that only terminals, logs and the server's own answers show: mistakes of files, command lines, paper. */
const notOnPages =
  /^(?:collector\.light\.(?!exec-refused)|(?:collector\.(?:profiles?|mib|listen|target)|ledger\.paper|lab\.(?:control|replay)|standby\.(?:condition|promote|start)|alerts\.(?:action|losses|paging|silence)|api\.(?:auth|invalid|listen|problem|thing))\.)/;

/** Texts that no wall needs for its first paint come in a module of their own: `dictionary:later-zh-CN`. */
const laterFolders = [
  'lab',
  join('audit', 'isolation'),
  join('audit', 'custody'),
  join('audit', 'pairs'),
  join('audit', 'drills'),
  join('audit', 'backups'),
  join('audit', 'services'),
  join('audit', 'assessment'),
];
const later =
  /^(?:dashboards\.(?:alarm|assessment|audit|backups|channels|collector|deliveries|drills|duty|findings|handbook|impact|isolation|keeping|lab|ledger|light|maintenance|pairs|profile|report|restores|room|rules|services|silence|status|system|table|topology)|alerts\.(?:channel|room)|collector\.(?:backup|canary|pairs|restore|sentinel|services)|api\.standby|ledger\.(?:fault|problem)|audit\.finding)\./;
/** Why a score card could not be made, or what a record did not tell: of the words of reports all that pages need. */
const ofReports = /^report\.(?:evidence-altered|too-many|reason-lost)(?:\.remedy)?$/;
/** Of those folders, what a headline on the wall is made of. */
const headlines = /^pairs\.trouble\.[\w-]+\.title$/;

/** `dictionary:zh-CN` is every room's texts of that language in one module. */
const dictionaries: Plugin = {
  name: 'dictionaries',
  setup(plugin) {
    plugin.onResolve({ filter: /^dictionary:/ }, ({ path }) => ({ path: path.slice(11), namespace: 'dictionary' }));
    plugin.onLoad({ filter: /.*/, namespace: 'dictionary' }, ({ path }) => {
      const isLater = path.startsWith('later-');
      const language = path.replace('later-', '');
      const filesOf = (folders: readonly string[]) =>
        folders.map((room) => join(root, room, 'i18n', `${language}.json`)).filter((file) => existsSync(file));
      const files = filesOf(rooms);
      const besides = filesOf(laterFolders);
      const reports = isLater ? filesOf([join('audit', 'report')]) : [];
      const texts = {
        ...textsOf(reports, (key) => ofReports.test(key)),
        ...textsOf(files, (key) => !notOnPages.test(key) && later.test(key) === isLater),
        ...textsOf(besides, (key) => !notOnPages.test(key) && (isLater || headlines.test(key))),
      };
      return { contents: JSON.stringify(texts), loader: 'json', watchFiles: [...files, ...besides, ...reports] };
    });
  },
};

function textsOf(files: readonly string[], isWanted: (key: string) => boolean): Record<string, string> {
  const all = files.flatMap((file) => Object.entries<string>(JSON.parse(readFileSync(file, 'utf8'))));
  return Object.fromEntries(all.filter(([key]) => isWanted(key)));
}

/** socket.io names a page of its manual in an error; the pages name nothing outside. */
const noManuals: Plugin = {
  name: 'no-manuals',
  setup(plugin) {
    plugin.onLoad({ filter: /socket\.io-client[\\/].*\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(/https:\/\/socket\.io\/[\w./-]*/g, 'the manual'),
      loader: 'js',
    }));
  },
};

/** What a build made, for the one line and for tests. */
export interface WebBuild {
  readonly folder: string;
  /** File name to bytes after gzip. */
  readonly gzipBytes: Readonly<Record<string, number>>;
  /** Gzip bytes of what the wall needs before its first paint. */
  readonly firstLoadBytes: number;
}

/** Builds into `folder` (default `dashboards/web/dist`), swapped in whole when it is complete. */
export async function buildWeb(folder = join(web, 'dist')): Promise<WebBuild> {
  const making = `${folder}.${process.pid}.new`;
  try {
    return await buildInto(making, folder);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

async function buildInto(making: string, folder: string): Promise<WebBuild> {
  await mkdir(join(making, 'assets'), { recursive: true });
  const result = await build({
    absWorkingDir: web,
    entryPoints: { app: 'src/main.tsx', style: 'src/css/index.css', later: 'src/css/later.css' },
    outdir: join(making, 'assets'),
    entryNames: '[name]-[hash]',
    chunkNames: 'part-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: ['es2022', 'chrome111', 'firefox115', 'safari16.4'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    legalComments: 'none',
    metafile: true,
    plugins: [dictionaries, noManuals],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  const { script, style, later: laterStyle, preload } = entries(result.metafile, making);
  const tags = [
    `<link rel="stylesheet" href="/${style}">`,
    ...preload.map((path) => `<link rel="modulepreload" href="/${path}">`),
    `<link rel="prefetch" as="style" data-later href="/${laterStyle}">`,
    `<script type="module" src="/${script}"></script>`,
  ];
  const template = await readFile(join(web, 'index.html'), 'utf8');
  await writeFile(join(making, 'index.html'), template.replace('<!-- built -->', tags.join('\n    ')));
  await cp(join(web, 'icon.svg'), join(making, 'assets', 'icon.svg'));
  const gzipBytes = await compress(making);
  await rm(folder, { recursive: true, force: true });
  await rename(making, folder);
  const first = ['index.html', script, style, ...preload];
  return { folder, gzipBytes, firstLoadBytes: first.reduce((sum, name) => sum + (gzipBytes[name] ?? 0), 0) };
}

function entries(meta: Metafile, folder: string): { script: string; style: string; later: string; preload: string[] } {
  const outputs = Object.entries(meta.outputs).map(([path, output]) => ({
    path: relative(folder, join(web, path)),
    output,
  }));
  const entry = (source: string) => outputs.find(({ output }) => output.entryPoint === source);
  const [app, css, laterCss] = ['src/main.tsx', 'src/css/index.css', 'src/css/later.css'].map(entry);
  if (app === undefined || css === undefined || laterCss === undefined)
    throw new Error('esbuild made no entry for the app or its style');
  const needed = app.output.imports
    .filter((imported) => imported.kind === 'import-statement')
    .map((imported) => relative(folder, join(web, imported.path)));
  const language = outputs.find(({ output }) => output.entryPoint === 'dictionary:zh-CN');
  return {
    script: app.path,
    style: css.path,
    later: laterCss.path,
    preload: language === undefined ? needed : [...needed, language.path],
  };
}

/** Writes a `.gz` beside each file, for servers that send pre-compressed copies. */
async function compress(folder: string): Promise<Record<string, number>> {
  const sizes: Record<string, number> = {};
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of found.filter((item) => item.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const packed = gzipSync(await readFile(path), { level: 9 });
    await writeFile(`${path}.gz`, packed);
    sizes[relative(folder, path)] = packed.length;
  }
  return sizes;
}

async function buildAndTell(): Promise<void> {
  const started = performance.now();
  const { firstLoadBytes, gzipBytes } = await buildWeb();
  const total = Object.values(gzipBytes).reduce((sum, bytes) => sum + bytes, 0);
  const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
  console.log(
    `web: ${Object.keys(gzipBytes).length} files, first load ${kilobytes(firstLoadBytes)}, all ${kilobytes(total)} gzip, ${Math.round(performance.now() - started)} ms`,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await buildAndTell();
  if (process.argv.includes('--watch')) {
    let waiting: NodeJS.Timeout | undefined;
    const again = () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => buildAndTell().catch((thrown: unknown) => console.error(String(thrown))), 100);
    };
    for (const folder of [join(web, 'src'), join(root, 'dashboards', 'i18n')])
      watch(folder, { recursive: true }, again);
  }
}
