/** Whether a text is a relative folder that leads out of nothing: `orders/policies`. */
export const isFolder = (text: string): boolean => /^[a-z0-9_-]+(?:\/[a-z0-9_-]+)*$/i.test(text);
