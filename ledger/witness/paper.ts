import { renderSVG } from 'uqr';
import { type Dictionary, message, render } from '../../core/index.ts';
import { type Checkpoint, formatCheckpoint, toBase64, toHex } from '../verify/index.ts';

/** A QR code as SVG; a checkpoint with its signatures fits, so that a scan is as good as the file. */
export function qrSvg(text: string): string {
  return renderSVG(text, { ecc: 'M', border: 4 });
}

/**
 * The paper witness: a page to print, stamp and file. Holds the head in letters, whole and signed in a QR code, and says what
 * it is for. Complete in itself: no script, no other file.
 */
export function paperForm(
  checkpoint: Checkpoint,
  /** vkeys of the log, by which reports are verified: an auditor has them on file with this sheet. */
  logKeys: readonly string[],
  texts: Dictionary,
  printedAt: string,
): string {
  const say = (name: string, params = {}): string => escapeHtml(render(texts, message(`ledger.paper.${name}`, params)));
  const { origin, size, root } = checkpoint;
  const rows = [
    [say('origin'), escapeHtml(origin)],
    [say('size'), String(size)],
    [say('root'), `${toBase64(root)}<br>${inGroups(toHex(root))}`],
    [say('key'), logKeys.map(escapeHtml).join('<br>')],
    [say('printed'), escapeHtml(printedAt)],
  ];
  const table = rows.map(([name, value]) => `<tr><th>${name}</th><td>${value}</td></tr>`).join('');
  const blanks = ['name', 'office', 'date', 'stamp'].map(
    (name) => `<div class="blank"><span>${say(name)}</span></div>`,
  );
  return `<!doctype html>
<html lang="${say('lang')}">
<meta charset="utf-8">
<title>${say('title')}</title>
<style>
body { font: 14px/1.6 "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; max-width: 44em; margin: 2em auto; color: #111 }
table { border-collapse: collapse; width: 100% } th { text-align: left; white-space: nowrap; vertical-align: top; padding-right: 1em }
td { font-family: monospace; overflow-wrap: anywhere } th, td { border-bottom: 1px solid #999; padding-top: 4px; padding-bottom: 4px }
svg { width: 62mm; height: 62mm; display: block; margin: 1em 0 } .blanks { display: grid; grid-template-columns: 1fr 1fr; gap: 1em }
.blank { border-bottom: 1px solid #111; height: 4em } .blank span { color: #555 }
</style>
<h1>${say('title')}</h1>
<p>${say('what')}</p>
<table>${table}</table>
${qrSvg(formatCheckpoint(checkpoint))}
<p>${say('qr')}</p>
<p>${say('later', { size })}</p>
<div class="blanks">${blanks.join('')}</div>
</html>
`;
}

/** For reading aloud and comparing by eye. */
function inGroups(hex: string): string {
  return (hex.match(/.{1,4}/g) ?? []).join(' ');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
