import type { errors, KoaContextWithOIDC } from 'oidc-provider';
import { escapeHtml, pagePolicy, renderPage } from '../http/page.js';

/** Asks whether to sign out; works without script. */
export function signOutPage(context: KoaContextWithOIDC, form: string): void {
  const uri: unknown = context.oidc.params?.['post_logout_redirect_uri'];
  context.set('Content-Security-Policy', pagePolicy(typeof uri === 'string' ? originOf(uri) : ''));
  context.body = renderPage({
    title: 'Sign out',
    main: `<h1>Sign out?</h1>
${form}
<button form="op.logoutForm" name="logout" value="yes">Sign out</button>
<button form="op.logoutForm">Stay signed in</button>`,
  });
}

/** What is shown after signing out where no address to go on to was given. */
export function signedOutPage(context: KoaContextWithOIDC): void {
  context.set('Content-Security-Policy', pagePolicy());
  context.body = renderPage({
    title: 'Signed out',
    main: '<h1>You are signed out</h1>\n<p>You can close this window.</p>',
  });
}

/** Errors that cannot be told to the application, for the person in front of the browser. */
export function renderError(
  context: KoaContextWithOIDC,
  out: errors.OIDCProviderError | { error: string; error_description?: string },
): void {
  context.type = 'html';
  context.set('Content-Security-Policy', pagePolicy());
  const description = escapeHtml(out.error_description ?? 'The request cannot be answered.');
  context.body = renderPage({
    title: 'Sign-in is not possible',
    main: `<h1>Sign-in is not possible</h1>
<p>${description}</p>
<p>Go back to the application and try again. (${escapeHtml(out.error)})</p>`,
  });
}

/** What `form-action` takes for an address: its origin, or its scheme where it has no origin. */
export function originOf(uri: string): string {
  if (!URL.canParse(uri)) return '';
  const { origin, protocol } = new URL(uri);
  return origin === 'null' ? protocol : origin;
}
