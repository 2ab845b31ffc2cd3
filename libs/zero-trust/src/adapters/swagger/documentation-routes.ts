/**
 * What `SwaggerModule.setup(path, …)` serves beside Nest's handlers, for the option `rawRoutes`: the page, what is below it, and
 * the document as JSON; not the one as YAML (`raw: ['json']`).
 *
 * @param path as given to `SwaggerModule.setup`, with the global prefix if it is used: `docs`
 * @param reason why everybody may read it
 *
 * @example
 * ZeroTrustModule.forRoot({ …, rawRoutes: documentationRoutes('docs', 'the API is public knowledge') })
 */
export function documentationRoutes(path: string, reason: string): Readonly<Record<string, string>> {
  const page = `/${path.split('/').filter((segment) => segment !== '').join('/')}`; // prettier-ignore
  if (page === '/') throw new TypeError('The documentation needs a path of its own, such as docs.');
  return { [page]: reason, [`${page}/*`]: reason, [`${page}-json`]: reason };
}
