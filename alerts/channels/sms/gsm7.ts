/** The GSM 7 bit default alphabet with its extension table (3GPP TS 23.038, 6.2.1), in septets and packed into octets. */

const toExtension = 0x1b;
/** By number; the place of the escape holds what never stands in a text. */
const basic = [
  ...'@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\uffffÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?',
  ...'¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
];
const extended: Readonly<Record<string, number>> = {
  '\f': 0x0a,
  '^': 0x14,
  '{': 0x28,
  '}': 0x29,
  '\\': 0x2f,
  '[': 0x3c,
  '~': 0x3d,
  ']': 0x3e,
  '|': 0x40,
  '€': 0x65,
};

const septetsByCharacter = new Map<string, readonly number[]>([
  ...basic.flatMap((character, index): [string, readonly number[]][] =>
    index === toExtension ? [] : [[character, [index]]],
  ),
  ...Object.entries(extended).map(([character, code]): [string, readonly number[]] => [character, [toExtension, code]]),
]);
const extendedByCode = new Map(Object.entries(extended).map(([character, code]) => [code, character]));

/** One entry for each character, an extended one with its escape; undefined where a character is not of the alphabet. */
export function septetsOf(text: string): readonly (readonly number[])[] | undefined {
  const found: (readonly number[])[] = [];
  for (const character of text) {
    const septets = septetsByCharacter.get(character);
    if (septets === undefined) return undefined;
    found.push(septets);
  }
  return found;
}

/** Packs septets after `fillBits` zero bits, which bring them to a septet boundary behind a header (TS 23.040, 9.2.3.24). */
export function packSeptets(septets: readonly number[], fillBits = 0): Buffer {
  const octets = Buffer.alloc(Math.ceil((septets.length * 7 + fillBits) / 8));
  septets.forEach((septet, index) => {
    const bit = index * 7 + fillBits;
    const shifted = septet << (bit % 8);
    const at = Math.floor(bit / 8);
    octets[at] = (octets[at] ?? 0) | (shifted & 0xff);
    if (shifted > 0xff) octets[at + 1] = (octets[at + 1] ?? 0) | (shifted >> 8);
  });
  return octets;
}

/** The text of `count` packed septets; a code of no table is a space, as the specification asks of receivers. */
export function textOfSeptets(octets: Uint8Array, count: number, fillBits = 0): string {
  let text = '';
  let isExtended = false;
  for (let index = 0; index < count; index += 1) {
    const bit = index * 7 + fillBits;
    const at = Math.floor(bit / 8);
    const word = (octets[at] ?? 0) | ((octets[at + 1] ?? 0) << 8);
    const septet = (word >> (bit % 8)) & 0x7f;
    if (isExtended) text += extendedByCode.get(septet) ?? (septet === toExtension ? ' ' : basic[septet]);
    else if (septet !== toExtension) text += basic[septet];
    isExtended = !isExtended && septet === toExtension;
  }
  return text;
}
