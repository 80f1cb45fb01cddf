/** How it is shown: where the built pages lie. The rest of this room is served, scraped or imported by others as files. */
import { join } from 'node:path';

/** What `scripts/build-web.ts` makes; empty until then. */
export const webFolder = join(import.meta.dirname, 'web', 'dist');
