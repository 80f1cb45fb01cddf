/** `node dashboards/web/dev-server.fake.ts [--port 8090] [--devices 5000]`: the pages with a made-up city, password `one-time`. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { largeCity, referenceCity } from './fake/city.fake.ts';
import { startFakeServer } from './fake/server.fake.ts';

const { values } = parseArgs({ options: { port: { type: 'string', default: '8090' }, devices: { type: 'string' } } });
const server = await startFakeServer({
  city: values.devices === undefined ? referenceCity() : largeCity(Number(values.devices)),
  dist: join(import.meta.dirname, 'dist'),
  port: Number(values.port),
});
process.stdout.write(`${server.url} (admin, one-time)\n`);
