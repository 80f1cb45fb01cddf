/** Drawing on pages of A4: what flows down, breaks onto the next page, and repeats its head there. Lengths in points. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';

const require = createRequire(import.meta.url);
const fontFile = (name: string): Buffer => readFileSync(require.resolve(`@expo-google-fonts/noto-sans-sc/${name}`));
/** Read at the first report and kept: 10 MB each. */
let fonts: { readonly regular: Buffer; readonly bold: Buffer } | undefined;

export const ink = { text: '#14181d', quiet: '#4a515a', line: '#c9ced6', head: '#f1f3f6' } as const;

export interface CellColumn {
  readonly name: string;
  readonly width: number;
  readonly align?: 'left' | 'right';
}

export interface Cell {
  readonly text: string;
  readonly bold?: boolean;
  readonly color?: string;
}

/** A file that goes into the PDF, as PDF/A-3 allows. */
export interface Attachment {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
  readonly relationship: 'Source' | 'Data' | 'Supplement';
  readonly description: string;
}

/** PostScript names: pdfkit keeps a font under its own name, and would parse one that is registered under another each time. */
const fontNames = { regular: 'NotoSansSC-Regular', bold: 'NotoSansSC-Bold' } as const;
const margin = 42;
const footerRoom = 26;
const cellPadding = 3;

/** Parts lines within a cell; what devices and people wrote has its line ends taken out. */
export const newLine = '\u2028';

export class Sheet {
  readonly #doc: PDFKit.PDFDocument;
  readonly #chunks: Buffer[] = [];
  readonly #at: Date;
  readonly left = margin;
  readonly width: number;
  readonly #bottom: number;
  y = margin;

  constructor({ title, language, at, creator }: { title: string; language: string; at: Date; creator: string }) {
    fonts ??= {
      regular: fontFile('400Regular/NotoSansSC_400Regular.ttf'),
      bold: fontFile('700Bold/NotoSansSC_700Bold.ttf'),
    };
    this.#at = at;
    this.#doc = new PDFDocument({
      subset: 'PDF/A-3b',
      pdfVersion: '1.7',
      size: 'A4',
      margin,
      bufferPages: true,
      lang: language,
      displayTitle: true,
      // A font of our own from the first page on: PDF/A forbids the fourteen that are not embedded.
      font: fonts.regular as unknown as string,
      info: { Title: title, Creator: creator, Producer: creator, CreationDate: at, ModDate: at },
    });
    this.#doc.registerFont(fontNames.regular, fonts.regular);
    this.#doc.registerFont(fontNames.bold, fonts.bold);
    this.#doc.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
    this.width = this.#doc.page.width - 2 * margin;
    this.#bottom = this.#doc.page.height - margin - footerRoom;
  }

  /** Characters that the font does not have would be drawn as nothing, which PDF/A forbids: they show as a box. */
  #drawable(text: string): string {
    const font = (this.#doc as unknown as { _font: { font: { hasGlyphForCodePoint(code: number): boolean } } })._font
      .font;
    let drawable = '';
    for (const character of text.replace(/\p{C}+/gu, ' ')) {
      if (character === newLine) {
        drawable += '\n';
        continue;
      }
      drawable += font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0) ? character : '□';
    }
    return drawable;
  }

  #use(size: number, bold = false, color: string = ink.text): void {
    this.#doc
      .font(bold ? fontNames.bold : fontNames.regular)
      .fontSize(size)
      .fillColor(color);
  }

  /** Begins a new page when so much does not fit any more. */
  need(height: number): void {
    if (this.y + height <= this.#bottom || this.y === margin) return;
    this.#doc.addPage();
    this.y = margin;
  }

  gap(height: number): void {
    this.y += height;
  }

  text(
    text: string,
    options: { size?: number; bold?: boolean; color?: string; indent?: number; width?: number } = {},
  ): void {
    const { size = 9.5, bold = false, color = ink.text, indent = 0 } = options;
    this.#use(size, bold, color);
    const drawable = this.#drawable(text);
    const width = options.width ?? this.width - indent;
    const box = { width, lineGap: size * 0.12 };
    this.need(this.#doc.heightOfString(drawable, box));
    this.#doc.text(drawable, this.left + indent, this.y, box);
    this.y = this.#doc.y;
  }

  /** `room` is how much has to fit on the same page with it. */
  heading(text: string, room = 120): void {
    this.gap(12);
    // A heading alone at the foot of a page would lose what it heads.
    this.need(room);
    this.text(text, { size: 12.5, bold: true });
    this.#doc
      .moveTo(this.left, this.y + 1)
      .lineTo(this.left + this.width, this.y + 1)
      .lineWidth(1.2)
      .strokeColor(ink.text)
      .stroke();
    this.gap(6);
  }

  bullet(text: string): void {
    this.need(14);
    const top = this.y;
    this.#use(9.5);
    this.#doc.text('•', this.left + 2, top, { lineBreak: false });
    this.text(text, { indent: 14 });
    this.gap(1.5);
  }

  /** Name and value in two columns. */
  fact(name: string, value: string, { left = this.left, nameWidth = 120, width = this.width } = {}): void {
    this.#use(9.5);
    const box = { width: width - nameWidth };
    const drawable = this.#drawable(value);
    this.need(this.#doc.heightOfString(drawable, box));
    const top = this.y;
    this.#doc.text(drawable, left + nameWidth, top, box);
    const end = this.#doc.y;
    this.#use(9.5, false, ink.quiet);
    this.#doc.text(this.#drawable(name), left, top, { width: nameWidth - 6 });
    this.y = Math.max(end, this.#doc.y) + 1;
  }

  box(x: number, y: number, width: number, height: number, color: string): void {
    this.#doc.rect(x, y, width, height).fill(color);
  }

  frame(x: number, y: number, width: number, height: number): void {
    this.#doc.rect(x, y, width, height).lineWidth(0.7).strokeColor(ink.line).stroke();
  }

  /** One line, or as many as are asked for, at a place; cut to that room. */
  label(
    text: string,
    x: number,
    y: number,
    width: number,
    options: { size?: number; bold?: boolean; color?: string; align?: 'left' | 'right'; lines?: number } = {},
  ): void {
    const { size = 8, bold = false, color = ink.text, align = 'left', lines = 1 } = options;
    this.#use(size, bold, color);
    this.#doc.text(this.#drawable(text), x, y, { width, height: size * 1.45 * lines, align, ellipsis: true });
  }

  /** Dark squares of a QR code, from its corner. */
  squares(x: number, y: number, size: number, count: number, isDark: (row: number, column: number) => boolean): void {
    const side = size / count;
    for (let row = 0; row < count; row += 1) {
      for (let column = 0; column < count; column += 1) {
        if (isDark(row, column)) this.#doc.rect(x + column * side, y + row * side, side, side);
      }
    }
    this.#doc.fill('#000000');
  }

  line(x: number, y: number, width: number): void {
    this.#doc
      .moveTo(x, y)
      .lineTo(x + width, y)
      .lineWidth(0.7)
      .strokeColor(ink.text)
      .stroke();
  }

  /** A table whose head is repeated on every page. `strip` draws below a row, in the room that it asks for. */
  table(
    columns: readonly CellColumn[],
    rows: readonly {
      readonly cells: readonly Cell[];
      readonly strip?: (x: number, y: number, width: number) => void;
      readonly strong?: boolean;
    }[],
    size = 8,
  ): void {
    const stripHeight = 9;
    const boxOf = (column: CellColumn) => ({ width: column.width - 2 * cellPadding, align: column.align ?? 'left' });
    const heightOf = (cells: readonly Cell[], bold: boolean): number =>
      cells.reduce((most, cell, index) => {
        const column = columns[index];
        if (column === undefined) return most;
        this.#use(size, bold || cell.bold === true);
        return Math.max(most, this.#doc.heightOfString(this.#drawable(cell.text), boxOf(column)));
      }, 0);
    const draw = (cells: readonly Cell[], bold: boolean): void => {
      let x = this.left;
      for (const [index, cell] of cells.entries()) {
        const column = columns[index];
        if (column === undefined) break;
        this.#use(size, bold || cell.bold === true, cell.color ?? ink.text);
        this.#doc.text(this.#drawable(cell.text), x + cellPadding, this.y + cellPadding - 1, boxOf(column));
        x += column.width;
      }
    };
    const names = columns.map(({ name }): Cell => ({ text: name }));
    const headHeight = heightOf(names, true) + 2 * cellPadding;
    const head = (): void => {
      this.box(this.left, this.y, this.width, headHeight, ink.head);
      draw(names, true);
      this.y += headHeight;
    };
    this.need(headHeight + 40);
    head();
    for (const { cells, strip, strong = false } of rows) {
      const height = heightOf(cells, strong) + 2 * cellPadding + (strip === undefined ? 0 : stripHeight);
      if (this.y + height > this.#bottom) {
        this.#doc.addPage();
        this.y = margin;
        head();
      }
      draw(cells, strong);
      strip?.(this.left + cellPadding, this.y + height - stripHeight, this.width - 2 * cellPadding);
      this.y += height;
      this.#doc
        .moveTo(this.left, this.y)
        .lineTo(this.left + this.width, this.y)
        .lineWidth(0.5)
        .strokeColor(ink.line)
        .stroke();
    }
    this.gap(4);
  }

  attach({ name, type, bytes, relationship, description }: Attachment): void {
    this.#doc.file(Buffer.from(bytes), {
      name,
      type,
      description,
      creationDate: this.#at,
      modifiedDate: this.#at,
      relationship,
    } as PDFKit.Mixins.PDFAttachmentOptions);
  }

  /** Writes the foot of every page and ends. */
  async finish(foot: (page: number, pages: number) => readonly [left: string, right: string]): Promise<Uint8Array> {
    const { start, count } = this.#doc.bufferedPageRange();
    for (let index = 0; index < count; index += 1) {
      this.#doc.switchToPage(start + index);
      // The foot lies below the margin, where text would begin a new page.
      this.#doc.page.margins.bottom = 0;
      const [left, right] = foot(index + 1, count);
      const y = this.#doc.page.height - margin - 6;
      this.label(left, this.left, y, this.width * 0.75, { size: 7.5, color: ink.quiet });
      this.label(right, this.left + this.width * 0.75, y, this.width * 0.25, {
        size: 7.5,
        color: ink.quiet,
        align: 'right',
      });
    }
    const ended = new Promise<void>((resolve, reject) => this.#doc.once('end', resolve).once('error', reject));
    this.#doc.end();
    await ended;
    return Buffer.concat(this.#chunks);
  }
}
