import { errorText, message, UserError } from '../../core/index.ts';
import type { ListenAddress } from '../../inventory/index.ts';

/** `udp:127.0.0.1:162`, `tls:[::]:6514`. */
export function listenAddressText({ transport, host, port }: ListenAddress): string {
  return `${transport}:${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Why an address cannot be listened on, and what to do. */
export function cannotListen(address: ListenAddress, thrown: unknown): UserError {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  const known = ['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL'].includes(code) ? code : 'other';
  const params = { address: listenAddressText(address), port: address.port, reason: errorText(thrown) };
  return new UserError(
    message(`collector.listen.${known}`, params),
    message(`collector.listen.${known}.remedy`, params),
    {
      cause: thrown,
    },
  );
}
