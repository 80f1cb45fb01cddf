import type { AddressInfo } from 'node:net';
import { openStage, type Stage } from '../api/stage.fake.ts';
import { tellWhereabouts } from '../api/whereabouts.ts';

/** A server on 127.0.0.1 that commands find by its data folder. */
export async function servedStage(options: Parameters<typeof openStage>[0] = {}): Promise<Stage> {
  const stage = await openStage(options);
  await stage.api.listen({ host: '127.0.0.1', port: 0 });
  const { port } = stage.api.server.server.address() as AddressInfo;
  await tellWhereabouts(stage.dataFolder, `http://127.0.0.1:${port}`);
  return stage;
}
