/**
 * Text without halves of characters, such as an emoji that was cut in two: the title of a page may end with one. They
 * are no text in UTF-8, so a server refuses the whole request for one.
 */
export const whole = (text: string): string => text.replace(/\p{Surrogate}/gu, "\ufffd");
