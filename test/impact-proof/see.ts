import type { Socket } from 'node:net';
import type { AgentTarget, City, Service } from '../../inventory/index.ts';
import { connectFrom } from '../../lab/index.ts';

/** What a person at a point has of a service: `no-login` is a service that sends him to a login which he cannot reach. */
export type Seen = 'served' | 'no-login' | 'lost';

/** Points that look at the same time. */
const pointsAtOnce = 12;
const timeoutMs = 10_000;
const signOnId = 'city-sso';

/** What every point really gets of each of its services: by `point/service`. Each is asked over a real connection of that point. */
export async function seenFrom(vantage: AgentTarget, city: City): Promise<ReadonlyMap<string, Seen>> {
  const seen = new Map<string, Seen>();
  const points = [...city.points.values()];
  const look = async (): Promise<void> => {
    for (let point = points.pop(); point !== undefined; point = points.pop()) {
      const { id: pointId, districtId } = point;
      const services = [...city.services.values()].filter((each) => [districtId, city.id].includes(each.districtId));
      const right = new Set<string>();
      for (const [authority, some] of Map.groupBy(services, ({ url }) => authorityOf(url)))
        for (const id of await servedAt(vantage, pointId, authority, some)) right.add(id);
      const canLogIn = right.has(signOnId);
      for (const { id } of services)
        seen.set(`${pointId}/${id}`, !right.has(id) ? 'lost' : canLogIn ? 'served' : 'no-login');
    }
  };
  await Promise.all(Array.from({ length: pointsAtOnce }, look));
  return seen;
}

function authorityOf(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === 'http:' ? 80 : 443)}`;
}

/** Which of the services at one address answer rightly: asked one after the other over one connection (RFC 9112, 9.3.2). */
async function servedAt(
  vantage: AgentTarget,
  pointId: string,
  authority: string,
  services: readonly Service[],
): Promise<readonly string[]> {
  try {
    const socket = await connectFrom(vantage, pointId, authority);
    const asked = services.map(({ url }, index) => {
      const last = index === services.length - 1 ? 'Connection: close\r\n' : '';
      return `GET ${new URL(url).pathname} HTTP/1.1\r\nHost: ${authority}\r\n${last}\r\n`;
    });
    socket.write(asked.join(''));
    const answers = (await readAll(socket)).split(/(?=HTTP\/1\.1 \d{3} )/);
    return services.filter((service, index) => isRight(service, answers[index] ?? '')).map(({ id }) => id);
  } catch {
    return [];
  }
}

function readAll(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.setTimeout(timeoutMs, () => socket.destroy());
    socket.setEncoding('utf8').on('data', (part) => {
      text += String(part);
    });
    socket.on('error', () => {});
    // What came before a connection was broken off has come.
    socket.once('close', () => resolve(text));
    socket.resume();
  });
}

/** Single sign-on shows its own page; a business system sends whoever it does not know to the login, and names itself for the way back. */
function isRight({ id, url }: Service, answer: string): boolean {
  if (id === signOnId) return answer.startsWith('HTTP/1.1 200 ') && answer.includes(`fangzhou-lab ${id}`);
  const location = /^location: (\S+)/im.exec(answer)?.[1] ?? '';
  const back = URL.parse(location)?.searchParams.get('service') ?? '';
  return answer.startsWith('HTTP/1.1 302 ') && URL.parse(back)?.pathname === new URL(url).pathname;
}
