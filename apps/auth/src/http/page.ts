/** A page of this server. */
export interface Page {
  readonly title: string;
  /** Markup of the main part; every text in it from elsewhere is escaped by {@link escapeHtml}. */
  readonly main: string;
}

/** Where the one style sheet lies. */
export const STYLE_PATH = '/sign-in/style.css';

/** Texts for markup and attributes in double quotes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** A whole page: no script, nothing from elsewhere. */
export function renderPage({ title, main }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${STYLE_PATH}">
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`;
}

/**
 * The policy of a page: its own style sheet and its own form, nothing else, framed by nobody.
 *
 * @param redirectsTo origin that the answer to the form leads to: browsers hold that to `form-action` too
 */
export function pagePolicy(redirectsTo = ''): string {
  const formAction = `form-action 'self' ${redirectsTo}`.trimEnd();
  return `default-src 'none'; style-src 'self'; ${formAction}; frame-ancestors 'none'; base-uri 'none'`;
}

/** Readable at 320 px and at 200 % zoom; focus is always visible; contrast is at least 7:1. */
export const STYLE_SHEET = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0; }
main { max-width: 24rem; margin: 10vh auto; padding: 0 1rem; }
label, input, button { display: block; width: 100%; box-sizing: border-box; font: inherit; }
label { margin-top: 1rem; font-weight: 600; }
input { padding: 0.6rem; border: 1px solid currentColor; border-radius: 0.25rem; }
button { margin-top: 1.5rem; padding: 0.7rem; border: 0; border-radius: 0.25rem; background: #1d3f8b; color: #fff; }
:focus-visible { outline: 3px solid #b45309; outline-offset: 2px; }
.errors { border: 2px solid #b91c1c; border-radius: 0.25rem; padding: 0.5rem 1rem; }
.errors h2 { margin: 0; font-size: 1rem; }
.errors a { color: inherit; }
`;
