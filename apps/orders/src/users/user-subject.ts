/** A person as a subject of the relationship graph, `user:alice`. */
export function userSubject(id: string): string {
  return `user:${id}`;
}
