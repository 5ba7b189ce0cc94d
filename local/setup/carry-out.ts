import type { CrmNames, NamedStage } from '../../activities/amocrm/catalogue.ts';
import { isSameName, LOST_STATUS_ID } from '../../activities/amocrm/catalogue.ts';
import type { AmocrmClient } from '../../activities/amocrm/client.ts';
import { WEBHOOK_EVENTS } from '../../activities/amocrm/subscription.ts';
import type { Change } from './finding.ts';
import { STAGE_COLOURS } from './wanted.ts';

/** Sorts of amoCRM's own stages end at 10 («Неразобранное») and begin again at 10000. */
const FIRST_SORT = 11;
const SORT_STEP = 10;

/** One change is one request that amoCRM takes or refuses as a whole. Errors: AmocrmError. */
export async function carryOut(amocrm: AmocrmClient, change: Change, names: CrmNames): Promise<void> {
  switch (change.do) {
    case 'createPipeline':
      await amocrm.createPipeline(pipelineBody(change.name, (await amocrm.pipelines()).length, names));
      return;
    case 'createStage': {
      const sort = await sortOf(amocrm, change, names);
      await amocrm.createStage(change.pipelineId, { name: change.name, sort, color: STAGE_COLOURS[change.stage] });
      return;
    }
    case 'createField':
      await amocrm.createField(change.of, {
        name: change.name,
        type: change.type,
        ...(change.values ? { enums: change.values.map((value, place) => ({ value, sort: place + 1 })) } : {}),
      });
      return;
    case 'addValues': {
      // The values as they are now: one that somebody adds while we ask is to stay.
      const field = (await amocrm.fields(change.of)).find(({ id }) => id === change.field.id);
      return amocrm.addValues(change.of, field ?? change.field, change.values);
    }
    case 'createLossReason':
      await amocrm.createLossReason(change.name);
      return;
    case 'subscribe':
      await amocrm.subscribe(change.destination, WEBHOOK_EVENTS);
  }
}

const stagesOf = ({ stages }: CrmNames): NamedStage[] => Object.keys(stages) as NamedStage[];

/** Unsorted, won and lost are made by amoCRM; the lost one only gets our name (facts/amocrm.md §5). */
function pipelineBody(name: string, before: number, names: CrmNames): Record<string, unknown> {
  const own = stagesOf(names).filter((stage) => stage !== 'lost');
  const statuses = own.map((stage, place) => ({ name: names.stages[stage], sort: (place + 2) * SORT_STEP, color: STAGE_COLOURS[stage] }));
  return {
    name,
    sort: (before + 1) * SORT_STEP,
    is_main: false,
    is_unsorted_on: true,
    _embedded: { statuses: [...statuses, { id: LOST_STATUS_ID, name: names.stages.lost }] },
  };
}

/** Right behind the nearest stage before it that is there: the policy lists them in the order of the funnel. */
async function sortOf(
  amocrm: AmocrmClient,
  { pipelineId, stage }: Extract<Change, { do: 'createStage' }>,
  names: CrmNames,
): Promise<number> {
  const pipeline = (await amocrm.pipelines()).find(({ id }) => id === pipelineId);
  const earlier = stagesOf(names).slice(0, stagesOf(names).indexOf(stage)).toReversed();
  const sorts = earlier.flatMap((one) => pipeline?._embedded.statuses.find(({ name }) => isSameName(name, names.stages[one]))?.sort ?? []);
  return sorts[0] === undefined ? FIRST_SORT : sorts[0] + 1;
}
