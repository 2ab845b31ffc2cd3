/** Whether a text is a relative folder that leads out of nothing: `orders/policies`. */
export const isFolder = (text: string): boolean => /^[a-z0-9_-]+(?:\/[a-z0-9_-]+)*$/i.test(text);

/** Whether a text is a path to something below where it starts: `apps/my.shop/src`, and neither `../src` nor nothing. */
export const isBelow = (text: string): boolean =>
  text.split('/').every((part) => /^(?!\.+$)[^\\]+$/.test(part));
