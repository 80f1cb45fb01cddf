// Fills the cache of stripped sources; `npm ci` runs it, and so does a start that misses one.
import { fill } from './cache.mjs';

fill();
