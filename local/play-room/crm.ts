import { control, reach } from './simulators.ts';

/** The parts of the amoCRM simulator's `GET /_sim/state` that the room shows. */
export interface CrmState {
  leads: readonly {
    id: number;
    name: string;
    stage: string;
    price: number;
    responsible: string;
    contacts: readonly number[];
    fields: Readonly<Record<string, unknown>>;
    deleted?: boolean;
  }[];
  contacts: readonly { id: number; name: string; fields: Readonly<Record<string, unknown>> }[];
  tasks: readonly { id: number; type: string; text: string; on: string | null; responsible: string; dueAt: number; completed: boolean }[];
  notes: readonly { id: number; on: string; text: string | null }[];
}

export const readCrm = (amocrmUrl: string): Promise<CrmState> => control<CrmState>(amocrmUrl, 'state');

/** The funnel's stages in its order. Errors: the CRM is away. */
export async function readStages(amocrmUrl: string, token: string): Promise<string[]> {
  const response = await reach(amocrmUrl, '/api/v4/leads/pipelines', { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`Симулятор amoCRM не показал этапы воронки (${response.status}).`);
  const { _embedded } = (await response.json()) as {
    _embedded: { pipelines: { is_main: boolean; _embedded: { statuses: { name: string; sort: number }[] } }[] };
  };
  const pipeline = _embedded.pipelines.find(({ is_main }) => is_main) ?? _embedded.pipelines[0];
  return (pipeline?._embedded.statuses ?? []).toSorted((one, other) => one.sort - other.sort).map(({ name }) => name);
}

const COUNTRY = '7';
const NATIONAL_DIGITS = 10;

/** Digits as Pact has them: «8 (900) 000-00-12» is 79000000012. */
const digitsOf = (phone: string): string => {
  const digits = phone.replace(/\D/gu, '');
  return digits.length > NATIONAL_DIGITS && /^[78]/u.test(digits) ? `${COUNTRY}${digits.slice(-NATIONAL_DIGITS)}` : digits;
};

/** Of one contact, the first. */
export const phoneOf = ({ fields }: CrmState['contacts'][number]): string | undefined => {
  const [phone] = [fields['Телефон']].flat().filter((value) => value !== undefined && value !== null);
  return phone === undefined ? undefined : digitsOf(String(phone as string));
};
