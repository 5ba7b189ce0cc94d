/** amoCRM's `$authorizedAjax` brings its one-time token in it. */
export const WIDGET_TOKEN_HEADER = 'X-Auth-Token';
/** What an open card looks on with. */
export const WIDGET_PASS_HEADER = 'X-Widget-Pass';
