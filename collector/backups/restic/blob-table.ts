/** Where a blob lies: its pack, and its length there and as it was. */
export interface BlobPlace {
  readonly pack: string;
  readonly offset: number;
  readonly length: number;
  /** Bytes before compression; `length` less the overhead where it is not compressed. */
  readonly plain: number;
}

/** Blobs by their ids: about 60 bytes for each, where objects in a map would take 300; a large repository has millions. */
export interface BlobTable {
  /** The first place of an id stands: others are copies. */
  add(id: string, place: BlobPlace): void;
  get(id: string): BlobPlace | undefined;
}

const idBytes = 32;
const figures = 4;
const empty = -1;

export function createBlobTable(): BlobTable {
  let count = 0;
  let room = 1024;
  let ids = Buffer.alloc(room * idBytes);
  let numbers = new Uint32Array(room * figures);
  /** Rows by the first bytes of their ids, which are hashes already; half of it stays free. */
  let slots = new Int32Array(room * 2).fill(empty);
  const packs: string[] = [];
  const packRows = new Map<string, number>();

  function slotOf(id: Buffer): number {
    for (let slot = id.readUInt32LE(0) & (slots.length - 1); ; slot = (slot + 1) & (slots.length - 1)) {
      const row = slots[slot] ?? empty;
      if (row === empty || ids.compare(id, 0, idBytes, row * idBytes, (row + 1) * idBytes) === 0) return slot;
    }
  }

  function grow(): void {
    room *= 2;
    const [wider, more] = [Buffer.alloc(room * idBytes), new Uint32Array(room * figures)];
    wider.set(ids);
    more.set(numbers);
    [ids, numbers, slots] = [wider, more, new Int32Array(room * 2).fill(empty)];
    for (let row = 0; row < count; row++) slots[slotOf(ids.subarray(row * idBytes, (row + 1) * idBytes))] = row;
  }

  function packRow(pack: string): number {
    const known = packRows.get(pack);
    if (known !== undefined) return known;
    packRows.set(pack, packs.length);
    return packs.push(pack) - 1;
  }

  return {
    add(id, { pack, offset, length, plain }) {
      const bytes = Buffer.from(id, 'hex');
      if (bytes.length !== idBytes) return;
      if (count === room) grow();
      const slot = slotOf(bytes);
      if (slots[slot] !== empty) return;
      slots[slot] = count;
      ids.set(bytes, count * idBytes);
      numbers.set([packRow(pack), offset, length, plain], count * figures);
      count += 1;
    },
    get(id) {
      const bytes = Buffer.from(id, 'hex');
      if (bytes.length !== idBytes) return undefined;
      const row = slots[slotOf(bytes)] ?? empty;
      if (row === empty) return undefined;
      const [pack = 0, offset = 0, length = 0, plain = 0] = numbers.subarray(row * figures, (row + 1) * figures);
      return { pack: packs[pack] ?? '', offset, length, plain };
    },
  };
}
