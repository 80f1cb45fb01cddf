import { createServer } from 'node:http';

/** One page as the receiver of the webhook got it. */
export interface Page {
  readonly key: string;
  readonly delivery: string;
  readonly event: string;
  readonly incidentId: string;
  /** Condition and root. */
  readonly trouble: string;
  readonly atMs: number;
}

/** Counts what arrives; what it was sent to say is all that it knows. */
export interface Receiver {
  readonly port: number;
  readonly pages: readonly Page[];
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const pages: Page[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    request.on('end', () => {
      const { event, incident } = JSON.parse(text) as {
        event: string;
        incident: { id: string; condition: string; root: { kind: string; id: string } };
      };
      pages.push({
        key: String(request.headers['idempotency-key']),
        delivery: String(request.headers['fangzhou-delivery']),
        event,
        incidentId: incident.id,
        trouble: `${incident.condition} ${incident.root.kind} ${incident.root.id}`,
        atMs: performance.now(),
      });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    pages,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
