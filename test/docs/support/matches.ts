/** Whether a text is what a guide shows, in which `…` stands for anything. */
export function matches(actual: string, shown: string): boolean {
  const pattern = shown.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`));
  return new RegExp(`^${pattern.join('[^]*')}$`).test(actual);
}
