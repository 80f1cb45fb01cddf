import type { Statements } from './driver.ts';
import { limits } from './limits.ts';

/** Numbers of the entities: small keys on disk for long names. Never reused, so that a number means one entity for ever. */
export interface Entities {
  /** The number of an entity, undefined when it has never been seen. */
  find(kind: string, name: string): number | undefined;
  /** The number of an entity, a new one when need be; undefined when its name cannot be kept. */
  assign(kind: string, name: string): number | undefined;
  /** Writes those that are not on disk, in the caller's transaction. */
  write(statements: Statements): Promise<void>;
  /** To be called when that transaction is on disk. */
  written(): void;
}

const longestName = 512;

/** Reads all entities; about 100 bytes of memory each. */
export async function loadEntities(statements: Statements): Promise<Entities> {
  const numbers = new Map<string, number>();
  let unwritten: [number, string, string][] = [];
  let inFlight = 0;
  let last = 0;
  for (const { id, kind, name } of await statements.all('SELECT id, kind, name FROM entity')) {
    numbers.set(`${kind}\n${name}`, Number(id));
    last = Math.max(last, Number(id));
  }
  const find = (kind: string, name: string) => numbers.get(`${kind}\n${name}`);
  return {
    find,
    assign(kind, name) {
      const known = find(kind, name);
      if (known !== undefined) return known;
      // SQLite ends a text at a NUL; half a surrogate pair does not come back as it was.
      if (name.length > longestName || name.includes('\0') || !name.isWellFormed()) return undefined;
      if (numbers.size >= limits.maxEntities) return undefined;
      last += 1;
      numbers.set(`${kind}\n${name}`, last);
      unwritten.push([last, kind, name]);
      return last;
    },
    async write(statements) {
      inFlight = unwritten.length;
      if (inFlight === 0) return;
      await statements.run(
        `INSERT OR IGNORE INTO entity (id, kind, name)
         SELECT value ->> '$[0]', value ->> '$[1]', value ->> '$[2]' FROM json_each(?)`,
        [JSON.stringify(unwritten)],
      );
    },
    written() {
      unwritten = unwritten.slice(inFlight);
      inFlight = 0;
    },
  };
}
