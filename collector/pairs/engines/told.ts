/** The object without what is undefined: facts leave out what was not told. */
export function told<Shape extends object>(all: { readonly [Key in keyof Shape]: Shape[Key] | undefined }): Shape {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Shape;
}

/** Something that an engine of this kind never says. */
export class Unlikely extends Error {}

/** A value that must be there. @throws Unlikely */
export function must<Value>(value: Value | undefined, name: string): Value {
  if (value === undefined) throw new Unlikely(`${name} is missing`);
  return value;
}
