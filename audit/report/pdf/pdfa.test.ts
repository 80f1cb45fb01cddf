import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { suiteNeeding, toolPath } from '../../../test/needs.ts';
import { jsonFile } from '../json.ts';
import { sampleReport } from '../uptime/sample.fake.ts';
import { pdfOf } from './pdf.ts';

type Value = null | boolean | number | string | readonly Value[] | { readonly [name: string]: Value };
type Dictionary = { readonly [name: string]: Value };
interface QpdfObject {
  readonly value?: Value;
  readonly stream?: { readonly dict: Dictionary; readonly data?: string };
}

/**
 * What ISO 19005-3 (PDF/A-3, level B) asks of the file's structure, clause by clause, as far as it concerns what a report can
 * hold. No validator is to be had in Debian or npm; this is read from the file by qpdf, which did not write it.
 */
suiteNeeding(['qpdf'], 'the PDF of a report, by the clauses of PDF/A-3b', () => {
  let folder: string;
  let bytes: Buffer;
  let objects: Readonly<Record<string, QpdfObject>>;
  const attached = ['report.json', 'report.csv'] as const;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fangzhou-pdfa-'));
    const report = await sampleReport();
    const attachments = attached.map((name) => ({
      name,
      type: name.endsWith('.json') ? 'application/json' : 'text/csv',
      bytes: jsonFile(report),
      relationship: 'Data' as const,
      description: name,
    }));
    const file = join(folder, 'report.pdf');
    writeFileSync(file, await pdfOf(report, attachments));
    bytes = readFileSync(file);
    const args = ['--json=2', '--json-stream-data=inline', '--decode-level=generalized', file];
    const text = execFileSync(toolPath('qpdf'), args, { encoding: 'utf8', maxBuffer: 256_000_000 });
    objects = (JSON.parse(text) as { readonly qpdf: [unknown, typeof objects] }).qpdf[1];
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const dictionaryOf = (object: QpdfObject | undefined): Dictionary => {
    const found = object?.stream?.dict ?? object?.value;
    return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as Dictionary) : {};
  };
  /** What a reference leads to; anything else is itself. */
  const at = (value: Value | undefined): Dictionary =>
    typeof value === 'string' && /^\d+ \d+ R$/.test(value)
      ? dictionaryOf(objects[`obj:${value}`])
      : dictionaryOf(value === undefined ? undefined : { value });
  const streamOf = (value: Value | undefined): Buffer =>
    Buffer.from(objects[`obj:${String(value)}`]?.stream?.data ?? '', 'base64');
  const all = () => Object.values(objects).map(dictionaryOf);
  const ofType = (type: string) => all().filter((each) => each['/Type'] === type);
  const catalog = () => at(dictionaryOf(objects.trailer)['/Root']);

  it('6.1.2, 6.1.3: begins with a header and four high bytes, ends with its end, has an id and no encryption', () => {
    expect(bytes.subarray(0, 9).toString('latin1')).toMatch(/^%PDF-1\.[0-7]\n$/);
    expect([...bytes.subarray(10, 14)].every((byte) => byte > 127)).toBe(true);
    expect(bytes.subarray(-7).toString('latin1')).toMatch(/%%EOF\n?$/);
    const trailer = dictionaryOf(objects.trailer);
    expect(trailer['/ID']).toHaveLength(2);
    expect(trailer).not.toHaveProperty('/Encrypt');
  });

  it('6.1.7: every stream lies in the file, in a permitted coding', () => {
    for (const { stream } of Object.values(objects)) {
      if (stream === undefined) continue;
      expect(Object.keys(stream.dict)).not.toEqual(expect.arrayContaining(['/F']));
      expect(JSON.stringify(stream.dict['/Filter'] ?? null)).not.toMatch(/LZW|Crypt|JPX/);
    }
  });

  it('6.2.2 to 6.2.4: one output intent with an RGB profile inside, and no colour of another kind on any page', () => {
    const intents = catalog()['/OutputIntents'] as readonly Value[];
    expect(intents).toHaveLength(1);
    const intent = at(intents[0]);
    expect(intent).toMatchObject({ '/S': '/GTS_PDFA1' });
    const profile = streamOf(intent['/DestOutputProfile']);
    expect(at(intent['/DestOutputProfile'])['/N']).toBe(3);
    expect([profile.readUInt32BE(0), profile.toString('latin1', 36, 40)]).toEqual([profile.length, 'acsp']);
    expect(profile[8]).toBeLessThanOrEqual(4);
    expect(profile.toString('latin1', 16, 20)).toBe('RGB ');
    const pages = ofType('/Page');
    expect(pages.length).toBeGreaterThan(2);
    for (const page of pages) {
      const content = streamOf(page['/Contents'])
        .toString('latin1')
        .replace(/\((?:\\.|[^\\)])*\)|<[0-9a-f]*>/gi, '');
      expect(content.length).toBeGreaterThan(10);
      // CMYK; images in line; PostScript.
      expect(content).not.toMatch(/(?:^|\s)(?:k|K|BI|ID|PS)(?:\s|$)/);
      const spaces = [...content.matchAll(/\/(\w+) (?:cs|CS)\b/g)].map(([, space]) => space);
      expect(spaces.filter((space) => space !== 'DeviceRGB' && space !== 'DeviceGray')).toEqual([]);
      expect(page).not.toHaveProperty('/AA');
    }
  });

  it('6.2.5, 6.2.9: no transfer functions, no halftones, no XObjects of PostScript or of other files', () => {
    for (const each of ofType('/ExtGState')) {
      for (const key of ['/TR', '/TR2', '/HTP', '/HT']) expect(each).not.toHaveProperty(key);
    }
    for (const each of all()) {
      expect(each['/Subtype']).not.toBe('/PS');
      for (const key of ['/OPI', '/Ref', '/Alternates', '/XFA', '/NeedsRendering'])
        expect(each).not.toHaveProperty(key);
    }
  });

  it('6.2.11: every font is inside, in part under a name that says so, with the widths of its own glyphs', () => {
    const fonts = ofType('/Font').filter((font) => font['/Subtype'] === '/CIDFontType2');
    expect(fonts).toHaveLength(2);
    for (const font of fonts) {
      expect(font['/BaseFont']).toMatch(/^\/[A-Z]{6}\+NotoSansSC-/);
      expect(font['/CIDToGIDMap']).toBe('/Identity');
      const program = streamOf(at(font['/FontDescriptor'])['/FontFile2']);
      const advances = advancesOf(program);
      const widths = widthsOf(font['/W'] as readonly Value[]);
      expect(widths.size).toBeGreaterThan(50);
      const wrong = [...widths].filter(([glyph, width]) => Math.abs((advances[glyph] ?? -1) - width) > 1);
      expect(wrong).toEqual([]);
    }
    for (const font of ofType('/Font').filter(({ '/Subtype': subtype }) => subtype === '/Type0')) {
      expect(font['/Encoding']).toBe('/Identity-H');
      expect(streamOf(font['/ToUnicode']).toString('latin1')).toContain('beginbfrange');
    }
  });

  it('6.3, 6.5: no annotation, form or action that a paper does not have', () => {
    for (const each of all()) {
      expect(JSON.stringify(each['/S'] ?? null)).not.toMatch(
        /JavaScript|Launch|Sound|Movie|ResetForm|ImportData|Hide|SetOCGState|Rendition|Trans|GoTo3DView/,
      );
      expect(each).not.toHaveProperty('/Annots');
    }
    for (const key of ['/AcroForm', '/AA', '/OpenAction', '/Requirements']) expect(catalog()).not.toHaveProperty(key);
  });

  it('6.6: the metadata are plain XML that says PDF/A-3, level B, and the same as the information dictionary', () => {
    const metadata = at(catalog()['/Metadata']);
    expect(metadata).toMatchObject({ '/Type': '/Metadata', '/Subtype': '/XML' });
    expect(metadata).not.toHaveProperty('/Filter');
    const xmp = streamOf(catalog()['/Metadata']).toString('utf8');
    expect(xmp).toMatch(/^<\?xpacket begin="\ufeff?" id="W5M0MpCehiHzreSzNTczkc9d"( encoding="UTF-8")?\?>/);
    expect(xmp).toMatch(/<pdfaid:part>3<\/pdfaid:part>\s*<pdfaid:conformance>B</);
    const info = Object.entries(at(dictionaryOf(objects.trailer)['/Info'])).map(([name, value]): [string, string] => {
      const text = typeof value === 'string' && value.endsWith(' R') ? objects[`obj:${value}`]?.value : value;
      return [name, String(text).replace(/^u:/, '')];
    });
    const {
      '/Title': title = '?',
      '/Producer': producer = '?',
      '/CreationDate': created = '?',
    } = Object.fromEntries(info);
    expect(xmp).toContain(`>${title}<`);
    expect(xmp).toContain(`<pdf:Producer>${producer}</pdf:Producer>`);
    const instant = created.replace(/^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
    expect(xmp).toContain(`<xmp:CreateDate>${instant}</xmp:CreateDate>`);
  });

  it('6.8: every file inside has its names, its kind, its relationship, its date, and belongs to the document', () => {
    const files = catalog()['/AF'] as readonly Value[];
    expect(files).toHaveLength(attached.length);
    expect(ofType('/EmbeddedFile')).toHaveLength(attached.length);
    for (const [index, file] of files.entries()) {
      const name = `u:${attached[index]}`;
      const specification = at(file);
      expect(specification).toMatchObject({ '/F': name, '/UF': name, '/AFRelationship': '/Data', '/Desc': name });
      const stream = at(at(specification['/EF'])['/F']);
      expect(stream['/Subtype']).toMatch(/^\/(?:application\/json|text\/csv)$/);
      expect(at(stream['/Params'])['/ModDate']).toMatch(/^u:D:\d{14}Z$/);
    }
  });
});

/** Advance width of each glyph of a TrueType program, in thousandths of an em. */
function advancesOf(program: Buffer): readonly number[] {
  const tables = new Map<string, number>();
  for (let table = 0; table < program.readUInt16BE(4); table++) {
    const entry = 12 + table * 16;
    tables.set(program.toString('latin1', entry, entry + 4), program.readUInt32BE(entry + 8));
  }
  const place = (name: string): number => tables.get(name) ?? 0;
  const unitsPerEm = program.readUInt16BE(place('head') + 18);
  const glyphs = program.readUInt16BE(place('maxp') + 4);
  const metrics = program.readUInt16BE(place('hhea') + 34);
  return Array.from({ length: glyphs }, (_, glyph) => {
    const advance = program.readUInt16BE(place('hmtx') + 4 * Math.min(glyph, metrics - 1));
    return (advance * 1000) / unitsPerEm;
  });
}

/** The `/W` of a font: runs of `first [widths]`. */
function widthsOf(runs: readonly Value[]): ReadonlyMap<number, number> {
  const widths = new Map<number, number>();
  for (let at = 0; at < runs.length; at += 2) {
    const [first, list] = [Number(runs[at]), runs[at + 1] as readonly number[]];
    for (const [offset, width] of list.entries()) widths.set(first + offset, width);
  }
  return widths;
}
