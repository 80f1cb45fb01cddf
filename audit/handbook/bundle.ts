/** The whole handbook as files that work from a stick: an index, a page for each pair, a printable one for each district. */

import { wallTime } from '../../core/index.ts';
import { zipOf } from '../report/bundle/zip.ts';
import { indexHtml, pairsHtml } from './html.ts';
import { districtName, type HandbookInput, handbookPages } from './pages.ts';
import { handbookWords } from './words.ts';

/** Folder inside of the zip. */
export const handbookFolder = 'fangzhou-handbook';

export interface HandbookFiles extends HandbookInput {
  readonly timeZone: string;
}

/** Name to content. The same input gives the same bytes. */
export function handbookFiles(input: HandbookFiles): ReadonlyMap<string, Uint8Array> {
  const { city, language } = input;
  const words = handbookWords(language);
  const pages = handbookPages(input);
  const options = { language, print: printIn(input.timeZone) };
  const files = new Map<string, Uint8Array>();
  const file = (name: string, text: string): void => void files.set(name, Buffer.from(text));
  const linkOf = (pairId: string): string => `pair-${pairId}.html`;
  const printOf = (districtId: string): string => `district-${districtId}.html`;
  const title = words('handbook.index', { city: language === 'en' ? city.nameEn : city.nameZh });
  file('index.html', indexHtml(title, pages, { ...options, linkOf, printOf }));
  for (const page of pages)
    file(linkOf(page.pairId), pairsHtml(page.pairId, [page], { ...options, home: 'index.html' }));
  for (const districtId of new Set(pages.map((page) => page.districtId)))
    file(printOf(districtId), districtHtml(input, districtId, 'index.html'));
  return files;
}

/** All pairs of a district on one page, for printing. */
export function districtHtml(input: HandbookFiles, districtId: string, home?: string): string {
  const { city, language } = input;
  const district = districtName(city, districtId, language);
  const title = handbookWords(language)('handbook.district', { district });
  const options = { language, print: printIn(input.timeZone), ...(home === undefined ? {} : { home }) };
  return pairsHtml(title, handbookPages(input, districtId), options);
}

/** The files in one zip, in a folder of their own. */
export function handbookZip(input: HandbookFiles): Promise<Uint8Array> {
  return zipOf(handbookFolder, handbookFiles(input));
}

function printIn(timeZone: string): (at: number) => string {
  return (at) => `${wallTime(at, timeZone)} (${timeZone})`;
}
