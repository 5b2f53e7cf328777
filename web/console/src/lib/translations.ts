export const tr: Record<string, string> = {}
export const de: Record<string, string> = {}
export const es: Record<string, string> = {}
