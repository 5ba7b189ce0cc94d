/** What a guest is called (SPEC D-13). */
export interface PersonName {
  firstName?: string;
  patronymic?: string;
  lastName?: string;
}

const WOMANS = /(овна|евна|ична|инична)$/iu;
/** Also the ending of surnames: «Роман Абрамович». */
const MANS = /(ович|евич|ьич|мич|кич|тич)$/iu;

interface NameParts {
  name?: string | null | undefined;
  first_name?: string | null | undefined;
  last_name?: string | null | undefined;
}

/** From the CRM's names; people fill them in any order, amoCRM itself cuts a full name at its first space. `patronymic` is the field's value. */
export function personName({ name, first_name: first, last_name: last }: NameParts, patronymic: string | undefined): PersonName {
  const given = wordsOf(first);
  const family = wordsOf(last);
  const all = given.length + family.length > 0 ? [...given, ...family] : wordsOf(name);
  if (patronymic !== undefined)
    return named(given.length > 0 ? given : all.slice(0, 1), patronymic, given.length > 0 ? family : all.slice(1));
  const place = all.findIndex(
    (word, index) => index > 0 && isPatronymic(word, { all, inLastName: index >= given.length && family.length === 1 }),
  );
  if (place < 0) return named(given.length > 0 ? given : all.slice(0, 1), undefined, given.length > 0 ? family : all.slice(1));
  // «Ольга Петровна Смирнова» or «Смирнова Ольга Петровна»: the first name stands before the patronymic.
  return named(all.slice(place - 1, place), all[place], [...all.slice(0, place - 1), ...all.slice(place + 1)]);
}

function isPatronymic(word: string, { all, inLastName }: { all: readonly string[]; inLastName: boolean }): boolean {
  if (WOMANS.test(word)) return true;
  return MANS.test(word) && (all.length > 2 || !inLastName);
}

function named(first: readonly string[], patronymic: string | undefined, last: readonly string[]): PersonName {
  return {
    ...(first.length === 0 ? {} : { firstName: first.join(' ') }),
    ...(patronymic === undefined ? {} : { patronymic }),
    ...(last.length === 0 ? {} : { lastName: last.join(' ') }),
  };
}

const wordsOf = (text: string | null | undefined): string[] => (text ?? '').split(/\s+/u).filter((word) => word !== '');
