/** One numbered statement of docs/spec.md. */
export interface Statement {
  number: string;
  /** Marked **[later]**: no test has to prove it yet. */
  later: boolean;
}

/** Statements begin a list item: `- D-01 [plan] …`. */
export function statementsIn(markdown: string): Statement[] {
  return [...markdown.matchAll(/^- (D-\d\d)( \*\*\[later\]\*\*)?/gmu)].map(([, number = '', later]) => ({
    number,
    later: later !== undefined,
  }));
}

export interface Coverage {
  /** Titles of the tests that name the statement. */
  titles: ReadonlyMap<string, readonly string[]>;
  /** Statements that no test names although one has to. */
  gaps: readonly string[];
  /** Numbers that titles name and the specification does not have. */
  unknown: readonly { number: string; title: string }[];
}

/** Which test proves which statement, by the numbers in the tests' titles. */
export function coverageOf(statements: readonly Statement[], titles: readonly string[]): Coverage {
  const named = titles.map((title) => ({ title, numbers: [...new Set(title.match(/\bD-\d\d\b/gu) ?? [])] }));
  const byNumber = new Map(
    statements.map(({ number }) => [number, named.filter(({ numbers }) => numbers.includes(number)).map(({ title }) => title)]),
  );
  return {
    titles: byNumber,
    gaps: statements.filter(({ number, later }) => !later && byNumber.get(number)?.length === 0).map(({ number }) => number),
    unknown: named.flatMap(({ title, numbers }) => numbers.filter((number) => !byNumber.has(number)).map((number) => ({ number, title }))),
  };
}
