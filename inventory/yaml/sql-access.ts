import { dirname, resolve } from 'node:path';
import type { SqlAccess } from '../pair-settings.ts';
import type { Secrets } from './secrets.ts';
import type { Section } from './section.ts';

/** Reads how an SQL engine is asked; undefined when a mistake has been reported. `file` is the settings' own. */
export async function readSqlAccess(
  section: Section,
  { secrets, file, port }: { readonly secrets: Secrets; readonly file: string; readonly port: number },
): Promise<SqlAccess | undefined> {
  const authority = section.optionalText('authority');
  const access = {
    port: section.number('port', { otherwise: port, min: 1, max: 65_535, whole: true }),
    user: section.text('user') ?? '',
    password: await secrets.read(section, 'password', 1),
    database: section.text('database') ?? '',
    tls: section.oneOf('tls', ['off', 'require', 'verify']) ?? 'verify',
    authority: authority === undefined ? undefined : resolve(dirname(file), authority),
  } as const;
  section.finish();
  return access.password === undefined ? undefined : { ...access, password: access.password };
}
