/** The translations, which pages in English do not need. */

export { TEXTS } from "../../../generated/widget";
