import { Router } from 'express';
import { TOKEN_USER_ID } from '../seed/account.ts';
import type { User } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { pathId } from '../http/input.ts';
import { countedPageOf, oneOrNothing } from '../http/list.ts';
import { withOf } from '../http/query.ts';
import { route, type Call } from '../http/route.ts';

const ALL = { view: 'A', edit: 'A', add: 'A', delete: 'A', export: 'A' };
const MANAGER = { view: 'A', edit: 'A', add: 'A', delete: 'D', export: 'D' };

/** `/account` and `/users` (facts/amocrm.md §10.1, §10.2). */
export function accountRoutes(world: World): Router {
  return Router()
    .get(
      '/account',
      route(world, (call) => ({ status: 200, body: accountView(call) })),
    )
    .get(
      '/users',
      route(world, (call) => countedPageOf(call, { key: 'users', rows: call.state.users, view: (user) => userView(call, user) })),
    )
    .get(
      '/users/:id',
      route(world, (call) =>
        oneOrNothing(
          call.state.users.find(({ id }) => id === pathId(call.params)),
          (user) => userView(call, user),
        ),
      ),
    );
}

function accountView({ state, query, hrefs }: Call): Record<string, unknown> {
  const wanted = withOf(query);
  const gated = (key: string, value: unknown): Record<string, unknown> => (wanted.has(key) ? { [key]: value } : {});
  const embedded = {
    ...gated('amojo_rights', { can_direct: true, can_create_groups: true }),
    ...gated('users_groups', [{ id: 0, name: 'Отдел продаж', uuid: null }]),
    ...gated('task_types', state.task_types),
    ...gated('datetime_settings', {
      date_pattern: 'd.m.Y H:i',
      short_date_pattern: 'd.m.Y',
      short_time_pattern: 'H:i',
      date_formant: 'd.m.Y', // spelled so by the vendor
      time_format: 'H:i:s',
      timezone: state.account.timezone,
      timezone_offset: '+03:00',
    }),
  };
  return {
    id: state.account.id,
    name: state.account.name,
    subdomain: state.account.subdomain,
    current_user_id: TOKEN_USER_ID,
    country: 'RU',
    customers_mode: 'disabled',
    is_unsorted_on: true,
    is_loss_reason_enabled: true,
    is_helpbot_enabled: false,
    is_technical_account: false,
    contact_name_display_order: 1,
    ...gated('amojo_id', '9b1d0000-0000-4000-8000-000000000001'),
    ...gated('uuid', '77aa0000-0000-4000-8000-000000000001'),
    ...gated('version', 16),
    ...gated('drive_url', 'https://drive-b.amocrm.ru'),
    ...gated('is_api_filter_enabled', state.account.is_api_filter_enabled),
    _links: hrefs.plain('/account'),
    ...(Object.keys(embedded).length === 0 ? {} : { _embedded: embedded }),
  };
}

function userView({ hrefs, query }: Call, user: User): Record<string, unknown> {
  const wanted = withOf(query);
  const rights = user.is_admin ? ALL : MANAGER;
  const embedded = { ...(wanted.has('role') ? { roles: [] } : {}), ...(wanted.has('group') ? { groups: [] } : {}) };
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    lang: 'ru',
    rights: {
      leads: rights,
      contacts: rights,
      companies: rights,
      tasks: { edit: 'A', delete: user.is_admin ? 'A' : 'M' },
      mail_access: false,
      catalog_access: true,
      files_access: false,
      status_rights: null,
      catalog_rights: null,
      custom_fields_rights: null,
      oper_day_reports_view_access: false,
      oper_day_user_tracking: false,
      is_admin: user.is_admin,
      is_free: false,
      is_active: user.is_active,
      group_id: null,
      role_id: null,
    },
    ...(wanted.has('uuid') ? { uuid: null } : {}),
    ...(wanted.has('amojo_id') ? { amojo_id: null } : {}),
    ...(wanted.has('user_rank') ? { user_rank: null } : {}),
    ...(wanted.has('phone_number') ? { phone_number: null } : {}),
    _links: hrefs.self(`/users/${user.id}/`), // users have a slash before the query (§15.7)
    ...(Object.keys(embedded).length === 0 ? {} : { _embedded: embedded }),
  };
}
