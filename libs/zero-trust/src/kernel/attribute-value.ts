/** What an attribute may be; lists are of one kind. */
export type AttributeValue = string | number | boolean | readonly string[] | readonly number[];
