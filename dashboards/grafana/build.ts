/** Writes `city.json`, `links.json` and `services.json` beside this file: `node dashboards/grafana/build.ts`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { city } from './city.ts';
import { links } from './links.ts';
import { services } from './services.ts';

/** Each file's text by its name. */
export const files: ReadonlyMap<string, string> = new Map(
  Object.entries({ 'city.json': city, 'links.json': links, 'services.json': services }).map(([name, content]) => [
    name,
    `${JSON.stringify(content, undefined, 2)}\n`,
  ]),
);

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const [name, text] of files) writeFileSync(join(import.meta.dirname, name), text);
}
