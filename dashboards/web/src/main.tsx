import { render } from 'preact';
import { App } from './app.tsx';
import { askWhoIAm } from './client/session.ts';
import { allTexts, browserLanguage, rememberedLanguage, speak, speech } from './text/language.ts';
import { startTheme } from './theme.ts';

startTheme();
const root = document.getElementById('app');
// The words and the question who is there are under way at the same time; the first paint needs the words only.
// Township staff choose nothing: on their page it is the browser's.
const isStatus = location.pathname.startsWith('/status');
const words = speak(isStatus ? browserLanguage() : rememberedLanguage());
void askWhoIAm();
await words;
// Without the words of the choice the page still has those that came with it.
if (Object.keys(speech.get().dictionary).length === 0) await speak('zh-CN');
if (root !== null) {
  root.className = '';
  root.replaceChildren();
  render(<App />, root);
  // Incidents on the wall name checks of isolation; until then they are shown by their ids.
  allTexts().catch(() => {});
}
