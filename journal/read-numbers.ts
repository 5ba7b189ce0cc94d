import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { HandoffReason } from '../domain/dialog/dialog.ts';
import type { Fact, FactKind, Owner } from '../domain/journal/facts.ts';
import type { JournalTables } from './database.ts';

/** One handoff, and when a person took it and wrote, if that was before the next one. */
export interface Wait {
  handedOverAtMs: number;
  takenAtMs: number | null;
  wroteAtMs: number | null;
}

export interface Counted<What> {
  what: What;
  count: number;
}

/** What happened in a span of time, counted. */
export interface PeriodNumbers {
  /** `byBot`: no person had a part in them up to now. */
  opened: { dialogs: number; byBot: number };
  closed: { dialogs: number; byBot: number };
  handoffs: readonly Counted<HandoffReason>[];
  waits: readonly Wait[];
  returns: readonly Counted<Extract<Fact, { kind: 'returned' }>['how']>[];
  touches: { sent: number; cameBack: number; unanswered: number; failed: number };
  /** Leads that reached «Предоплата получена», by who led last. */
  bookings: readonly (Counted<Owner> & { managerId: number | null })[];
}

/** The end is not in it. */
export interface Span {
  fromMs: number;
  toMs: number;
}

const PEOPLE: readonly FactKind[] = ['handedOver', 'taken', 'passedOn', 'managerWrote'];

type Db = Kysely<JournalTables>;

/** Each is one look along an index, of that span only. Errors: the database's. */
export async function readNumbers(db: Db, span: Span): Promise<PeriodNumbers> {
  const [opened, closed, handoffs, waits, returns, touches, bookings] = [
    await episodes(db, 'opened', span),
    await episodes(db, 'closed', span),
    await rows<PeriodNumbers['handoffs'][number]>(
      db,
      sql`select reason as what, count(*) as count ${of('handedOver', span)} group by 1 order by 2 desc, 1`,
    ),
    await rows<Wait>(db, waitsIn(span)),
    await rows<PeriodNumbers['returns'][number]>(
      db,
      sql`select detail->>'how' as what, count(*) as count ${of('returned', span)} group by 1 order by 2 desc, 1`,
    ),
    await touchesIn(db, span),
    await rows<PeriodNumbers['bookings'][number]>(db, bookingsIn(span)),
  ];
  return { opened, closed, handoffs, waits, returns, touches, bookings };
}

const of = (kind: FactKind, { fromMs, toMs }: Span): RawBuilder<unknown> =>
  sql`from journal fact where fact.kind = ${kind} and fact.at_ms >= ${fromMs} and fact.at_ms < ${toMs}`;

async function rows<Row>(db: Db, query: RawBuilder<unknown>): Promise<Row[]> {
  return (await query.execute(db)).rows as Row[];
}

async function episodes(db: Db, kind: 'opened' | 'closed', span: Span): Promise<PeriodNumbers['opened']> {
  const [counted] = await rows<PeriodNumbers['opened']>(
    db,
    sql`select count(*) as dialogs, count(*) filter (where not exists (
          select 1 from journal person where person.chain_id = fact.chain_id and person.kind in (${sql.join(PEOPLE)})
            and person.episode = fact.episode)) as "byBot" ${of(kind, span)}`,
  );
  return counted ?? { dialogs: 0, byBot: 0 };
}

/** A take or a word after the next handoff belongs to that one. */
const waitsIn = (span: Span): RawBuilder<unknown> => sql`
  select fact.at_ms as "handedOverAtMs", ${firstOf('taken')} as "takenAtMs", ${firstOf('managerWrote')} as "wroteAtMs" ${of('handedOver', span)}
  order by fact.at_ms`;

const firstOf = (kind: FactKind): RawBuilder<unknown> => sql`(
  select min(act.at_ms) from journal act
  where act.chain_id = fact.chain_id and act.kind = ${kind} and act.at_ms >= fact.at_ms
    and act.at_ms < coalesce((select min(next.at_ms) from journal next
      where next.chain_id = fact.chain_id and next.kind = 'handedOver' and next.at_ms > fact.at_ms), ${Number.MAX_SAFE_INTEGER}))`;

async function touchesIn(db: Db, span: Span): Promise<PeriodNumbers['touches']> {
  const [sent] = await rows<{ sent: number; cameBack: number }>(
    db,
    sql`select count(*) as sent, count(*) filter (where exists (
          select 1 from journal back where back.chain_id = fact.chain_id and back.kind = 'cameBack'
            and (back.detail->>'touchedAtMs')::bigint = fact.at_ms)) as "cameBack" ${of('touchSent', span)}`,
  );
  const counted = async (kind: FactKind): Promise<number> =>
    (await rows<{ count: number }>(db, sql`select count(*) as count ${of(kind, span)}`))[0]?.count ?? 0;
  return { ...(sent ?? { sent: 0, cameBack: 0 }), unanswered: await counted('touchUnanswered'), failed: await counted('touchFailed') };
}

/** A lead that several dialogs see is one booking, and the later word counts. */
const bookingsIn = (span: Span): RawBuilder<unknown> => sql`
  select booking.owner as what, booking.manager_id as "managerId", count(*) as count from (
    select distinct on (fact.lead_id) fact.detail->>'owner' as owner, fact.manager_id
    ${of('stageMoved', span)} and fact.detail->>'to' = 'prepaid' order by fact.lead_id, fact.at_ms desc) booking
  group by 1, 2 order by 3 desc, 1, 2`;
