import { code128, drawingSVG } from 'bwip-js/browser';
import { encode } from 'uqr';

/** Longer texts make bars that a hand-held laser cannot tell apart on a label of 70 mm; the QR code still holds them. */
const longestLinear = 24;

/** Code 128 as a picture with its quiet zones of ten modules, for laser scanners; nothing for a text that would be too dense. */
export function Code128({ text }: { readonly text: string }) {
  if (text.length > longestLinear) return null;
  const svg = code128(
    { bcid: 'code128', text, scale: 1, height: 9, includetext: false, paddingwidth: 10 },
    drawingSVG(),
  );
  // As wide as the label lets it be: what counts is the relation of the bars' widths to each other.
  const stretched = svg.replace('<svg ', '<svg preserveAspectRatio="none" ');
  return <img class="code128" alt={text} src={`data:image/svg+xml,${encodeURIComponent(stretched)}`} />;
}

/** A QR code as one path, for cameras; with its quiet zone of four modules. */
export function QrCode({ text, ecc = 'M' }: { readonly text: string; readonly ecc?: 'L' | 'M' | 'Q' }) {
  const { data, size } = encode(text, { ecc, border: 4 });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={text} shape-rendering="crispEdges">
      <rect class="qr-ground" width={size} height={size} />
      <path class="qr-ink" d={path} />
    </svg>
  );
}
