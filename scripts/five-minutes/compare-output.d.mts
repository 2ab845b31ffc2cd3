export function showsTruly(printed: string, shown: string): boolean;
export function hasShown(printed: string, shown: string): boolean;
