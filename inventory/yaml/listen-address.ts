import { parseAddress } from '../../core/index.ts';
import type { ListenAddress } from '../settings.ts';

/** `udp:127.0.0.1:162`, `tls:[::]:6514`; undefined for anything else, names included. */
export function parseListenAddress(
  text: string,
  transports: readonly ListenAddress['transport'][],
): ListenAddress | undefined {
  const match = /^([a-z]+):(?:\[([0-9a-f:.]+)\]|([\d.]+)):(0|[1-9]\d{0,4})$/i.exec(text);
  const transport = transports.find((one) => one === match?.[1]?.toLowerCase());
  const address = parseAddress(match?.[2] ?? match?.[3] ?? '');
  const port = Number(match?.[4] ?? -1);
  if (transport === undefined || address === undefined || port < 0 || port > 65_535) return undefined;
  return { transport, host: address.text, port };
}
