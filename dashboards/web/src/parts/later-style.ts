let asked: Promise<void> | undefined;

/**
 * Brings the styles of pages that the wall does without, once. Never rejects: without its style a page can still be read,
 * and the next page asks again.
 */
export function laterStyle(): Promise<void> {
  asked ??= new Promise((resolve) => {
    const address = document.querySelector('link[data-later]')?.getAttribute('href');
    if (address === null || address === undefined) return resolve();
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = address;
    link.addEventListener('load', () => resolve());
    link.addEventListener('error', () => {
      asked = undefined;
      link.remove();
      resolve();
    });
    document.head.append(link);
  });
  return asked;
}
