import { useEffect, useState } from 'preact/hooks';
import type { WireDevicePoll, WireInterface, WirePage } from '../../../../api/wire.ts';
import { rest } from '../client/rest.ts';

/** Pages of interfaces read at most; a chassis with more is cut off rather than freezing the page. */
const mostPages = 20;

/** Every interface of a device: the first page at once, the others after it, each replaced by what a newer poll says. */
export function useInterfaces(
  deviceId: string,
  first: WirePage<WireInterface> | undefined,
  poll: WireDevicePoll | undefined,
): readonly WireInterface[] {
  const [more, setMore] = useState<readonly WireInterface[]>([]);
  const cursor = first?.next ?? null;
  useEffect(() => {
    let wanted = true;
    const read = async () => {
      let next = cursor;
      const rows: WireInterface[] = [];
      for (let page = 1; next !== null && wanted && page < mostPages; page++) {
        const answer: WirePage<WireInterface> = await rest.interfaces(deviceId, next);
        rows.push(...answer.items);
        next = answer.next;
        if (wanted) setMore([...rows]);
      }
    };
    setMore([]);
    // The rows that are already there stay; the next poll brings the others.
    read().catch(() => {});
    return () => {
      wanted = false;
    };
  }, [deviceId, cursor]);
  const newest = new Map([...(first?.items ?? []), ...more].map((item) => [item.id, item]));
  if (poll?.deviceId === deviceId) for (const item of poll.interfaces) newest.set(item.id, item);
  return [...newest.values()];
}
