import { escapeHtml, renderPage } from '../http/page.js';

/** What the page shows. */
export interface SignInPage {
  /** Path that the form is sent to. */
  readonly action: string;
  /** What people sign in to. */
  readonly application: string;
  /** What was typed before. @defaultValue nothing */
  readonly email?: string;
  /** Why the last attempt failed. @defaultValue there was none */
  readonly problem?: string;
}

/** The sign-in form: labels, an error summary that leads to the field, no script needed. */
export function renderSignIn({ action, application, email = '', problem }: SignInPage): string {
  const prefix = problem === undefined ? '' : 'Error: ';
  return renderPage({
    title: `${prefix}Sign in to ${application}`,
    main: `<h1>Sign in</h1>
<p>to ${escapeHtml(application)}</p>
${problem === undefined ? '' : summary(problem)}
<form method="post" action="${escapeHtml(action)}">
<label for="email">E-mail address</label>
<input id="email" name="email" type="email" value="${escapeHtml(email)}" autocomplete="username" maxlength="254" required${describedBy(problem)}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="1024" required${describedBy(problem)}>
<button type="submit">Sign in</button>
</form>`,
  });
}

/** Asks somebody who is signed in to go on: any program of their machine may have opened this page (RFC 8252, section 8.6). */
export function renderContinue({ action, application }: Pick<SignInPage, 'action' | 'application'>): string {
  return renderPage({
    title: `Continue to ${application}`,
    main: `<h1>Continue to ${escapeHtml(application)}?</h1>
<p>You are signed in already.</p>
<form method="post" action="${escapeHtml(action)}">
<button type="submit">Continue</button>
</form>`,
  });
}

/** First on the page, with the focus and announced by screen readers; the link leads to the field to mend. */
function summary(problem: string): string {
  return `<div class="errors" id="problem" role="alert" aria-labelledby="problem-title" tabindex="-1" autofocus>
<h2 id="problem-title">You could not be signed in</h2>
<p><a href="#email">${escapeHtml(problem)}</a></p>
</div>`;
}

function describedBy(problem: string | undefined): string {
  return problem === undefined ? '' : ' aria-invalid="true" aria-describedby="problem"';
}
