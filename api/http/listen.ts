import { errorText, message, UserError } from '../../core/index.ts';
import type { ApiServer } from './server.ts';

const kindOfCode: Readonly<Record<string, string>> = {
  EADDRINUSE: 'in-use',
  EACCES: 'denied',
  EADDRNOTAVAIL: 'no-address',
  ENOTFOUND: 'no-address',
};

/**
 * Listens; port 0 takes a free one, which is returned.
 * @throws UserError that says what to do.
 */
export async function listen(
  server: ApiServer,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<{ readonly host: string; readonly port: number }> {
  try {
    // `localhost` would make fastify open a second server for ::1, to which the live edge is not attached.
    await server.listen({ host: host === 'localhost' ? '127.0.0.1' : host, port });
  } catch (cause) {
    const kind = kindOfCode[(cause as NodeJS.ErrnoException).code ?? ''] ?? 'failed';
    const params = { host, port, reason: errorText(cause) };
    throw new UserError(message(`api.listen.${kind}.what`, params), message(`api.listen.${kind}.remedy`, params), {
      cause,
    });
  }
  const address = server.server.address();
  return { host, port: typeof address === 'object' && address !== null ? address.port : port };
}
