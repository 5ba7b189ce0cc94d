const FORMS: readonly (readonly [number, string])[] = [
  [1, 'один|одна|одного|одному|одной|одну'],
  [2, 'два|две|двух|двое|двоих|двоем'],
  [3, 'три|трех|трое|троих|троем'],
  [4, 'четыре|четырех|четверо|четверых|четвером'],
  [5, 'пять|пяти|пятеро|пятерых|пятером'],
  [6, 'шесть|шести|шестеро|шестерых|шестером'],
  [7, 'семь|семи|семеро|семерых|семером'],
  [8, 'восемь|восьми|восьмеро|восьмерых'],
  [9, 'девять|девяти'],
  [10, 'десять|десяти'],
  [11, 'одиннадцать|одиннадцати'],
  [12, 'двенадцать|двенадцати'],
  [13, 'тринадцать|тринадцати'],
  [14, 'четырнадцать|четырнадцати'],
  [20, 'двадцать|двадцати'],
];

/** Source of a pattern for a small number, in digits or in words; longer forms first, or «пяти» would win over «пятичасовой». */
export const NUMBER = `(?:\\d{1,2}|${FORMS.flatMap(([, forms]) => forms.split('|'))
  .sort((left, right) => right.length - left.length)
  .join('|')})(?![\\p{L}\\p{N}])`;

/** The value of what NUMBER matched. */
export function toNumber(word: string): number {
  return FORMS.find(([, forms]) => forms.split('|').includes(word))?.[0] ?? Number(word);
}
