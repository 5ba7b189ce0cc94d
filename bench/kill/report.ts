import { machine, quantile, table } from '../figures.ts';
import { KINDS, type Kill } from './kills.ts';
import type { KillRun } from './run.ts';

const seconds = (ms: number | undefined): string => (ms === undefined ? '–' : (ms / 1000).toFixed(1));

/** One line while it runs. */
export function killLine(number: number, { kind, atMs, intoMs, inFlight, backAfterMs, againAfterMs, answeredAfterMs }: Kill): string {
  const into = intoMs === undefined ? '' : `, ${seconds(intoMs)} s into it`;
  const again = againAfterMs === undefined ? 'nothing repeated' : `tried again after ${seconds(againAfterMs)} s`;
  return (
    `${String(number).padStart(3)}  ${new Date(atMs).toISOString().slice(11, 23)}  ${kind}${into}; in flight: ${counted(inFlight)}; ` +
    `back after ${seconds(backAfterMs)} s, ${again}, all answered after ${seconds(answeredAfterMs)} s`
  );
}

/** The whole run in Markdown. */
export function report({ kills, checked }: KillRun): string {
  const { guests, messages, sends, handoffs, tasks, botQuestions, botQuestionsRepeated, violations } = checked;
  const rows = KINDS.flatMap((kind) => {
    const own = kills.filter((kill) => kill.kind === kind);
    if (own.length === 0) return [];
    const again = own.flatMap(({ againAfterMs }) => againAfterMs ?? []);
    const answered = own.map(({ answeredAfterMs }) => answeredAfterMs);
    return [[kind, String(own.length), `${again.length}`, spread(again), spread(answered)]];
  });
  const handedOver = Object.entries(handoffs).map(([reason, count]) => `${reason} ${count}`);
  return [
    machine(),
    '',
    table(
      [
        'kill -9 of',
        'kills',
        'with a second attempt',
        'second attempt after, s (median / worst)',
        'everybody answered after, s (median / worst)',
      ],
      rows,
    ),
    '',
    `- ${guests} guests wrote ${messages} messages; Pact accepted ${sends} of ours.`,
    `- Handed over: ${handedOver.join(', ') || 'none'}; «WhatsApp» tasks in amoCRM: ${tasks}.`,
    `- The bot was asked ${botQuestions} times, ${botQuestionsRepeated} of them the same turn again.`,
    '',
    violations.length === 0
      ? 'No violation: each message answered or handed over, each decided message sent once, each handoff with one task.'
      : `**${violations.length} violations**\n\n${violations.map((violation) => `- ${violation}`).join('\n')}`,
  ].join('\n');
}

const spread = (values: readonly number[]): string =>
  values.length === 0 ? '–' : `${seconds(quantile(values, 0.5))} / ${seconds(Math.max(...values))}`;

function counted(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts.size === 0 ? 'nothing' : [...counts].map(([name, count]) => `${name} ×${count}`).join(', ');
}
