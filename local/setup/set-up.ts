import type { AmocrmClient } from '../../activities/amocrm/client.ts';
import { readAccount } from './account.ts';
import { carryOut } from './carry-out.ts';
import { compare } from './compare.ts';
import { isAsWanted, type Change, type Finding } from './finding.ts';
import { isAboutThisOnly, refusalInWords } from './refusal-in-words.ts';
import type { Wanted } from './wanted.ts';
import { inWords, screenOf } from './words.ts';

export interface SetUpDeps {
  amocrm: AmocrmClient;
  wanted: Wanted;
  say: (line: string) => void;
  /** Asked before each change; undefined: only look. */
  ask: ((question: string) => Promise<boolean>) | undefined;
  /** Ctrl-C: what is on its way is finished, nothing new begins. */
  interrupted: AbortSignal;
}

export type Outcome = 'complete' | 'incomplete' | 'failed' | 'interrupted';

/** Tells how the account differs from the policy, makes what people agree to, and looks again. */
export async function setUp(deps: SetUpDeps): Promise<Outcome> {
  const { say, ask } = deps;
  const findings = await looked(deps);
  if (typeof findings === 'string') return findings;
  say(screenOf(findings));
  const changes = findings.flatMap(({ change }) => change ?? []);
  if (ask === undefined || changes.length === 0) return concluded(say, findings);

  const { done, ended } = await makeThem(deps, changes);
  if (ended) {
    const interrupted = deps.interrupted.aborted;
    const before = done.length === 0 ? 'В amoCRM ничего не изменено.' : `Сделано: ${done.length}. Больше ничего не изменено.`;
    say(`\n${interrupted ? 'Прервано. ' : ''}${before} Следующий запуск продолжит с того, чего ещё нет.`);
    return interrupted ? 'interrupted' : 'failed';
  }
  if (done.length === 0) return concluded(say, findings);
  const after = await looked(deps);
  return typeof after === 'string' ? after : concluded(say, after);
}

/** Nothing is half done by a look: it may be left at once. */
async function looked({ amocrm, wanted, say, interrupted }: SetUpDeps): Promise<readonly Finding[] | 'failed' | 'interrupted'> {
  const left = new Promise<'interrupted'>((resolve) => {
    if (interrupted.aborted) resolve('interrupted');
    interrupted.addEventListener('abort', () => resolve('interrupted'), { once: true });
  });
  try {
    return await Promise.race([readAccount(amocrm).then((account) => compare(account, wanted)), left]);
  } catch (error) {
    say(sentenceOf(error));
    return 'failed';
  }
}

async function makeThem(deps: SetUpDeps, changes: readonly Change[]): Promise<{ done: readonly Change[]; ended: boolean }> {
  const { amocrm, wanted, say, ask, interrupted } = deps;
  const done: Change[] = [];
  say('');
  for (const change of changes) {
    const words = inWords(change);
    const agreed = !interrupted.aborted && (await ask?.(words.ask)) === true;
    if (interrupted.aborted) return { done, ended: true };
    if (!agreed) continue;
    try {
      await carryOut(amocrm, change, wanted.names);
      done.push(change);
      say(words.done);
    } catch (error) {
      say(`${words.ask} ${sentenceOf(error)}`);
      if (!isAboutThisOnly(error)) return { done, ended: true };
    }
  }
  return { done, ended: interrupted.aborted };
}

function concluded(say: SetUpDeps['say'], findings: readonly Finding[]): Outcome {
  const lacking = findings.filter((finding) => !isAsWanted(finding));
  if (lacking.length === 0) {
    say('\nВсё на месте.');
    return 'complete';
  }
  say(`\nНе хватает или не так: ${lacking.map(({ what }) => what).join('; ')}.`);
  return 'incomplete';
}

function sentenceOf(error: unknown): string {
  const sentence = refusalInWords(error);
  if (sentence === undefined) throw error;
  return sentence;
}
