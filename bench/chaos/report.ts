import { machine } from '../figures.ts';
import type { ChaosRun, Played } from './run.ts';

/** One line as soon as its stage has been checked. */
export function scheduleLine({ schedule: { number, faults }, messages, seconds, findings }: Played): string {
  const result = findings.length === 0 ? 'ok' : `${findings.length} FINDINGS`;
  const names = faults.map(({ name }) => name).join('; ');
  const lines = findings.map(
    ({ kind, phone, what }) => `       ${kind}${phone === undefined ? '' : `, guest ${phone.slice(-7)}`}: ${what}`,
  );
  return [`${String(number).padStart(4)}  ${messages} messages, ${seconds.toFixed(0)} s, ${result}: ${names}`, ...lines].join('\n');
}

/** The whole run in Markdown. */
export function report({ played, counts, seconds }: ChaosRun): string {
  const messages = played.reduce((sum, one) => sum + one.messages, 0);
  const findings = played.flatMap((one) => one.findings);
  const isFault = (name: string): boolean => name.startsWith('fault: ') || name.startsWith('ended by itself: ');
  const faults = Object.entries(counts).filter(([name]) => isFault(name));
  const rest = Object.entries(counts).filter(([name]) => !isFault(name));
  const of = (kind: string): number => findings.filter((finding) => finding.kind === kind).length;
  return [
    machine(),
    '',
    `- ${played.length} schedules, ${messages} messages, ${(seconds / 60).toFixed(1)} min (${(seconds / played.length).toFixed(1)} s a schedule).`,
    `- ${of('lost')} lost, ${of('doubled')} doubled, ${of('after a take')} bot messages after a take, ${of('owed')} owed writes unsettled or out of order, ${of('not restored')} dropped webhooks not restored within two polls.`,
    `- ${rest.map(([name, count]) => `${name}: ${count}`).join('; ')}.`,
    `- What went wrong: ${faults.map(([name, count]) => `${name.replace('fault: ', '')} ×${count}`).join(', ')}.`,
  ].join('\n');
}
