/** The handbook as stand-alone pages: no script, no outside asset; they work from a stick and print on A4. */
import type { Language } from '../../core/index.ts';
import { escapeHtml as e } from '../report/html/html.ts';
import type { HandbookPage } from './model.ts';
import { handbookWords } from './words.ts';

const css = `
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 900px; padding: 20px; color: #14181d; background: #fff;
  font: 15px/1.6 "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif; }
h1 { margin: 0 0 6px; font-size: 24px; } h2 { margin: 18px 0 6px; font-size: 17px; border-bottom: 2px solid #14181d; }
h3 { margin: 12px 0 2px; font-size: 15px; } ol, ul { margin: 2px 0 6px; padding-left: 24px; }
table { width: 100%; border-collapse: collapse; } th, td { padding: 4px 8px; border: 1px solid #9aa1ab; text-align: left; vertical-align: top; }
th { background: #f1f3f6; } .phone { font-size: 20px; font-weight: 700; white-space: nowrap; } .quiet { color: #4a515a; }
.trouble { break-inside: avoid; } article { break-after: page; } article:last-child { break-after: auto; }
code { font-family: "DejaVu Sans Mono", Consolas, monospace; overflow-wrap: anywhere; } a { color: #0b4f9e; }
@page { size: A4; margin: 14mm; } @media print { body { max-width: none; padding: 0; font-size: 11pt; } nav { display: none; } a { color: inherit; text-decoration: none; } }
`;

/** Times in a handbook are the city's. */
export type PrintedTime = (at: number) => string;

/** One page with several pairs, each on a sheet of its own. */
export function pairsHtml(
  title: string,
  pages: readonly HandbookPage[],
  options: { readonly language: Language; readonly print: PrintedTime; readonly home?: string },
): string {
  const { language, print, home } = options;
  const words = handbookWords(language);
  const nav = home === undefined ? '' : `<nav><a href="${e(home)}">${e(words('handbook.back'))}</a></nav>`;
  return documentOf(title, language, nav + pages.map((page) => articleOf(page, print)).join('\n'));
}

/** The index of a bundle: districts with their pairs and services. `linkOf` gives the file of a pair, `printOf` that of a district. */
export function indexHtml(
  title: string,
  pages: readonly HandbookPage[],
  options: {
    readonly language: Language;
    readonly print: PrintedTime;
    readonly linkOf: (pairId: string) => string;
    readonly printOf: (districtId: string) => string;
  },
): string {
  const { language, linkOf, printOf } = options;
  const words = handbookWords(language);
  const districts = Map.groupBy(pages, ({ districtId }) => districtId);
  const parts = [...districts].map(([districtId, own]) => {
    const name = own[0]?.districtName ?? districtId;
    const rows = own.map((page) => {
      const services = page.services.map((service) => e(service.name)).join(language === 'en' ? ', ' : '、');
      const [first] = page.contacts;
      const contact = first === undefined ? '' : `${e(first.role)} <span class="phone">${e(first.phone)}</span>`;
      return `<tr><td><a href="${e(linkOf(page.pairId))}">${e(page.pairId)}</a></td><td>${services}</td><td>${contact}</td></tr>`;
    });
    const head = ['handbook.pairs', 'handbook.services', 'handbook.contacts'].map((key) => `<th>${e(words(key))}</th>`);
    return `<h2>${e(name)}</h2><table><tr>${head.join('')}</tr>${rows.join('\n')}</table>
<p><a href="${e(printOf(districtId))}">${e(words('handbook.print', { district: name }))}</a></p>`;
  });
  const made = pages[0] === undefined ? '' : madeLine(pages[0], options.print);
  return documentOf(title, language, `<h1>${e(title)}</h1>${parts.join('\n')}${made}`);
}

function articleOf(page: HandbookPage, print: PrintedTime): string {
  const words = handbookWords(page.language);
  const t = (key: string, params?: Record<string, string | number>) => e(words(`handbook.${key}`, params));
  const offline = page.readiness === undefined;
  const never = offline ? t('unknown-offline') : t('never');
  const facts: readonly (readonly [string, string])[] = [
    [t('responsible'), page.responsible === '' ? t('nobody') : e(page.responsible)],
    [t('address'), `<code>${e(page.virtualAddress)}</code>`],
    [
      t('members'),
      page.members.map(({ deviceId, address }) => `${e(deviceId)} <code>${e(address)}</code>`).join('<br>'),
    ],
    ...(page.home === undefined ? [] : [[t('home'), e(page.home)] as const]),
    [t('engine'), e(page.standby)],
    [t('services'), servicesOf(page, t('no-services'))],
    [t('targets'), t('targets.value', { rto: page.targets.rtoSeconds, rpo: page.targets.rpoSeconds })],
    [t('readiness'), offline ? t('unknown-offline') : e(words(`drill.word.${page.readiness}`))],
    [t('last-drill'), page.lastDrillAt === undefined ? never : e(print(page.lastDrillAt))],
  ];
  const contacts =
    page.contacts.length === 0
      ? `<p>${t('nobody')}</p>`
      : `<table><tr><th></th><th>${t('role')}</th><th>${t('phone')}</th><th>${t('note')}</th></tr>${page.contacts
          .map(
            ({ role, phone, note }, index) =>
              `<tr><td>${index + 1}</td><td>${e(role)}</td><td class="phone">${e(phone)}</td><td>${e(note)}</td></tr>`,
          )
          .join('\n')}</table>`;
  const own = page.ownSteps.length === 0 ? '' : `<h2>${t('own-steps')}</h2>${listOf(page.ownSteps)}`;
  const troubles = page.troubles.map(
    ({ trouble, title, steps }) =>
      `<div class="trouble" id="${e(anchorOf(page.pairId, trouble))}"><h3>${e(title)}</h3>${listOf(steps)}</div>`,
  );
  return `<article id="${e(page.pairId)}"><p class="quiet">${e(page.districtName)}</p><h1>${e(page.pairId)}</h1>
<h2>${t('contacts')}</h2>${contacts}
<table>${facts.map(([name, value]) => `<tr><th>${name}</th><td>${value}</td></tr>`).join('\n')}</table>
${own}<h2>${t('troubles')}</h2>${troubles.join('\n')}
${madeLine(page, print)}</article>`;
}

/** Where a trouble of a pair stands on a page; ids of the inventory have no character that would need escaping. */
export function anchorOf(pairId: string, trouble: string): string {
  return `${pairId}-${trouble}`;
}

function servicesOf({ services }: HandbookPage, none: string): string {
  return services.length === 0
    ? none
    : services.map(({ name, url }) => `${e(name)} <code>${e(url)}</code>`).join('<br>');
}

function madeLine({ language, madeAt }: HandbookPage, print: PrintedTime): string {
  return `<p class="quiet">${e(handbookWords(language)('handbook.made', { at: print(madeAt) }))}</p>`;
}

function listOf(steps: readonly string[]): string {
  return `<ol>${steps.map((step) => `<li>${e(step)}</li>`).join('')}</ol>`;
}

function documentOf(title: string, language: Language, body: string): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${e(title)}</title>
<style>${css}</style>
</head>
<body>
${body}
</body>
</html>
`;
}
