/** Draws one page: the subject large, what is broken and what to do below. Its font holds Chinese. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import PDFDocument from 'pdfkit';
import type { SheetText } from './sheet.ts';

const { subject, body, at } = workerData as SheetText;
const file = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
);
const document = new PDFDocument({ size: 'A4', margin: 56, info: { Title: subject, Creator: 'Fangzhou' } });
const chunks: Buffer[] = [];
document.on('data', (chunk: Buffer) => chunks.push(chunk));
document.on('end', () => parentPort?.postMessage(Uint8Array.from(Buffer.concat(chunks))));
document.registerFont('sheet', readFileSync(file)).font('sheet');
document.fontSize(22).text(subject);
document.moveDown(0.5).fontSize(10).fillColor('#4a515a').text(at);
document
  .moveDown(1)
  .fontSize(13)
  .fillColor('#000000')
  .text(body.replace(/[^\P{Cc}\n]/gu, ' '), { lineGap: 4 });
document.end();
