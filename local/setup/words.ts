import type { Change, Finding } from './finding.ts';

const TYPES: Readonly<Record<string, string>> = {
  text: 'текст',
  textarea: 'текстовая область',
  numeric: 'число',
  checkbox: 'флаг',
  select: 'список',
  multiselect: 'мультисписок',
  radiobutton: 'переключатель',
  date: 'дата',
  date_time: 'дата и время',
  birthday: 'день рождения',
  url: 'ссылка',
  monetary: 'денежное',
  streetaddress: 'короткий адрес',
  smart_address: 'адрес',
};
export const typeInWords = (type: string): string => TYPES[type] ?? type;

const MARKS: Readonly<Record<Finding['state'], string>> = { present: '✓', missing: '✗', different: '!' };

/** The whole account on one screen. */
export function screenOf(findings: readonly Finding[]): string {
  const lines: string[] = [];
  let group = '';
  for (const finding of findings) {
    if (finding.group !== group) lines.push('', (group = finding.group));
    lines.push(`  ${lineOf(finding)}`);
    if (finding.byHand !== undefined) lines.push(`      → ${finding.byHand}.`);
  }
  return lines.join('\n');
}

function lineOf({ state, curesItself, what, note }: Finding): string {
  const how = [...(state === 'missing' ? ['нет'] : []), ...(note === undefined ? [] : [note])].join('; ');
  return `${curesItself ? '·' : MARKS[state]} ${what}${how === '' ? '' : ` — ${how}`}`;
}

/** What would be done, for the question «… ?» and for what was done. */
export function inWords(change: Change): { ask: string; done: string } {
  switch (change.do) {
    case 'createPipeline':
      return made('Создать', 'Создана', `воронка «${change.name}» со всеми этапами`, `воронку «${change.name}» со всеми этапами`);
    case 'createStage':
      return made('Создать', 'Создан', `этап «${change.name}»`);
    case 'createField': {
      const values = change.values === undefined ? '' : `: ${change.values.join(', ')}`;
      const whose = change.of === 'leads' ? 'сделки' : 'контакта';
      return made('Создать', 'Создано', `поле ${whose} «${change.name}» (${typeInWords(change.type)}${values})`);
    }
    case 'addValues':
      return made(
        'Добавить',
        'Добавлено',
        `в поле «${change.field.name}» значения ${change.values.map((value) => `«${value}»`).join(', ')}`,
      );
    case 'createLossReason':
      return made('Создать', 'Создана', `причина отказа «${change.name}»`, `причину отказа «${change.name}»`);
    case 'subscribe':
      return made('Обновить', 'Обновлена', 'подписка на изменения', 'подписку на изменения');
  }
}

const made = (verb: string, past: string, what: string, whom = what): { ask: string; done: string } => ({
  ask: `${verb} ${whom}?`,
  done: `${past}: ${what}.`,
});
