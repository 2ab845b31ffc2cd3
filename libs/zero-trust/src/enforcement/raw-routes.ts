/** Compiles the option `rawRoutes`: exact paths, or everything below one that ends in `/*`. */
export function rawRouteMatcher(rawRoutes: Readonly<Record<string, string>>): (path: string) => boolean {
  const patterns = Object.keys(rawRoutes);
  const exact = new Set(patterns.filter((pattern) => !pattern.endsWith('/*')));
  const folders = patterns.filter((pattern) => pattern.endsWith('/*')).map((pattern) => pattern.slice(0, -1));
  return (path) =>
    exact.has(path) || folders.some((folder) => path.startsWith(folder) && !hasDotSegment(path));
}

/** `/docs/../admin` is below `/docs/` only in letters; encoded dots and slashes count too. */
function hasDotSegment(path: string): boolean {
  return /(?:^|[/\\]|%2f|%5c)(?:\.|%2e){1,2}(?:$|[/\\]|%2f|%5c)/i.test(path);
}
