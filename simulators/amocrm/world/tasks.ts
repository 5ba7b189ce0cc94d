import { addEvent } from './events.ts';
import { taskBody } from './hook-bodies.ts';
import { announce } from './hooks.ts';
import { nextId, secondsOf, type Moment } from './moment.ts';
import type { EntityKind, Task } from './state.ts';

export interface TaskChange {
  text?: string | undefined;
  complete_till?: number | undefined;
  task_type_id?: number | undefined;
  responsible_user_id?: number | undefined;
  entity_id?: number | null | undefined;
  entity_type?: EntityKind | null | undefined;
  duration?: number | undefined;
  is_completed?: boolean | undefined;
  result?: { text: string } | undefined;
  created_by?: number | undefined;
  updated_by?: number | undefined;
  created_at?: number | undefined;
  updated_at?: number | undefined;
}

export function createTask(moment: Moment, facts: TaskChange & { text: string; complete_till: number }): Task {
  const { state } = moment;
  const createdBy = facts.created_by ?? moment.by;
  const task: Task = {
    id: nextId(state, 'tasks'),
    created_by: createdBy,
    updated_by: facts.updated_by ?? createdBy,
    created_at: facts.created_at ?? secondsOf(moment),
    updated_at: facts.updated_at ?? secondsOf(moment),
    responsible_user_id: facts.responsible_user_id ?? moment.by,
    entity_id: facts.entity_id ?? null,
    entity_type: facts.entity_type ?? null,
    duration: facts.duration ?? 0,
    is_completed: facts.is_completed ?? false,
    task_type_id: facts.task_type_id ?? 1,
    text: facts.text,
    result: facts.result === undefined ? null : { id: nextId(state, 'notes'), text: facts.result.text },
    complete_till: facts.complete_till,
  };
  state.tasks.push(task);
  addEvent(moment, 'task_added', { type: 'task', id: task.id });
  announce(moment, 'add_task', { task: { add: [taskBody(state, task)] } });
  return task;
}

export function changeTask(moment: Moment, task: Task, change: TaskChange): void {
  const { state } = moment;
  const entity = { type: 'task', id: task.id } as const;
  const before = { ...task };
  const { result, ...rest } = change;
  for (const [key, value] of Object.entries(rest)) if (value !== undefined) Object.assign(task, { [key]: value });
  if (result !== undefined && result.text !== task.result?.text) task.result = { id: nextId(state, 'notes'), text: result.text };
  if (JSON.stringify(before) === JSON.stringify(task)) return;
  task.updated_at = change.updated_at ?? secondsOf(moment);
  task.updated_by = change.updated_by ?? moment.by;

  if (task.responsible_user_id !== before.responsible_user_id)
    addEvent(
      moment,
      'entity_responsible_changed',
      entity,
      [{ responsible_user: { id: task.responsible_user_id } }],
      [{ responsible_user: { id: before.responsible_user_id } }],
    );
  if (task.text !== before.text)
    addEvent(moment, 'task_text_changed', entity, [{ task: { text: task.text } }], [{ task: { text: before.text } }]);
  if (task.complete_till !== before.complete_till)
    addEvent(
      moment,
      'task_deadline_changed',
      entity,
      [{ task_deadline: { timestamp: task.complete_till } }],
      [{ task_deadline: { timestamp: before.complete_till } }],
    );
  if (task.task_type_id !== before.task_type_id)
    addEvent(moment, 'task_type_changed', entity, [{ task_type: { id: task.task_type_id } }], [{ task_type: { id: before.task_type_id } }]);
  const closed = task.is_completed && !before.is_completed;
  if (closed) addEvent(moment, 'task_completed', entity);
  if (task.result !== null && task.result.id !== before.result?.id)
    addEvent(moment, 'task_result_added', entity, [{ note: { id: task.result.id } }]);

  const extra = { old_text: task.text === before.text ? undefined : before.text, action_close: closed ? 1 : undefined };
  if (task.responsible_user_id !== before.responsible_user_id)
    announce(moment, 'responsible_task', {
      task: { responsible: [taskBody(state, task, { old_responsible_user_id: before.responsible_user_id })] },
    });
  announce(moment, 'update_task', { task: { update: [taskBody(state, task, extra)] } });
}
