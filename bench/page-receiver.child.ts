/** A receiver of its own: notes when it first heard each name. `POST /tell` with lines of names, `POST /am` as Alertmanager's webhook, `GET /told`. */
import { createServer } from 'node:http';

const told = new Map<string, number>();
const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const at = Date.now();
    const text = Buffer.concat(parts).toString();
    if (request.url === '/told') return response.end(JSON.stringify(Object.fromEntries(told)));
    const names =
      request.url === '/am'
        ? (JSON.parse(text) as { alerts: { labels: Record<string, string> }[] }).alerts.map(({ labels }) => labels.link)
        : text.split('\n');
    for (const name of names) if (name !== undefined && !told.has(name)) told.set(name, at);
    return response.end();
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(typeof address === 'object' ? address?.port : '');
});
