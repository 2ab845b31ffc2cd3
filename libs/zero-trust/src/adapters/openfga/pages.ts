import { unusableAnswer } from './openfga-unavailable.error.js';

/** Some items, and what asks for the next ones. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/**
 * Every item of every page.
 *
 * @throws {DependencyUnavailableError} when a page asks for one that was there before: the pages would never end
 */
export async function* eachItem<T>(fetchPage: (token?: string) => Promise<Page<T>>): AsyncGenerator<T> {
  const seen = new Set<string>();
  let page = await fetchPage();
  yield* page.items;
  while (page.next !== undefined) {
    if (seen.has(page.next)) throw unusableAnswer('the next page');
    seen.add(page.next);
    page = await fetchPage(page.next);
    yield* page.items;
  }
}
