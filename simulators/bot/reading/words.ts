/** Lower case, «ё» as «е», one kind of dash, no quotation marks: what every rule below compares with. */
export function normalise(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[–—−]/g, '-')
    .replace(/[«»"„“”*_]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** A pattern that starts at the beginning of a word: JavaScript's \b knows no Cyrillic. `~` stands for the rest of a word. */
export function phrase(...alternatives: readonly string[]): RegExp {
  const source = alternatives.map((one) => one.replaceAll('~', '\\p{L}*')).join('|');
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${source})`, 'u');
}

/** Like phrase(), but the word must also end there. */
export function wholeWord(...alternatives: readonly string[]): RegExp {
  return new RegExp(`${phrase(...alternatives).source}(?![\\p{L}\\p{N}])`, 'u');
}

/** Does a normalised text contain a stem of the knowledge base? «a + b» asks for both. */
export function mentions(text: string, stem: string): boolean {
  return stem.split(' + ').every((part) => phrase(part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).test(text));
}

/** Sentences with their end mark, so that a question can be told from the words around it. */
export function sentences(text: string): string[] {
  return (text.match(/[^.!?\n]+[.!?]*/gu) ?? []).map((one) => one.trim()).filter((one) => one !== '');
}
