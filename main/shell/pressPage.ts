/** The small page of the press window: one link to itself, styled by a file of its own since the policy takes no inline style. */
import { words } from './words';

export const PRESS_URL = 'dxkey://app/press.html';

const HTML = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${words.press.title}</title><link rel="stylesheet" href="press.css"></head>
<body><main><h1>${words.press.title}</h1><p>${words.press.text}</p><a href="pressed.html" role="button" autofocus>${words.press.button}</a></main></body>
</html>
`;

const CSS = `:root { color-scheme: light dark; font: 13px/1.5 system-ui, "Segoe UI", Cantarell, sans-serif; }
body { margin: 0; background: #f6f7f6; color: #17201b; }
main { display: grid; gap: 8px; padding: 24px; }
h1 { margin: 0; font-size: 15px; }
p { margin: 0; }
a { justify-self: start; padding: 6px 14px; border-radius: 7px; background: #0b6b58; color: #fff; text-decoration: none; }
a:focus-visible { outline: 2px solid #0b6b58; outline-offset: 2px; }
@media (prefers-color-scheme: dark) {
  body { background: #121614; color: #e8eeea; }
  a { background: #4cc2a5; color: #06231b; }
  a:focus-visible { outline-color: #4cc2a5; }
}
`;

/** Pages that main itself serves beside the renderer's files. */
export const OWN_PAGES: Readonly<Record<string, string>> = { 'press.html': HTML, 'press.css': CSS };
