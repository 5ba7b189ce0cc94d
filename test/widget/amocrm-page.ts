import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { widgetToken } from '../support/widget-token.ts';

/**
 * A page that plays amoCRM's: loads the widget as an AMD module, draws cards and leaves them, and has `$authorizedAjax` fetch a one-time
 * token for each request, as amoCRM's own does.
 */
const PAGE = `<!doctype html>
<html lang="ru">
  <head><meta charset="utf-8" /><title>amoCRM</title></head>
  <body>
    <main><h1>Сделка</h1><aside id="panel" aria-label="Виджеты"></aside></main>
    <script>
      var sent = [];
      var settings = {};
      var APP = { data: {} };
      var define = function (needs, make) { window.CustomWidget = make(); };
      var base = {
        system: function () { return { area: window.area || 'lcard' }; },
        get_settings: function () { return settings; },
        render_template: function (template) { document.getElementById('panel').innerHTML = template.body + template.render; },
        $authorizedAjax: function (request) {
          var done = [], fail = [];
          sent.push({ url: request.url, body: JSON.parse(request.data) });
          fetch('/token')
            .then(function (answer) { return answer.text(); })
            .then(function (token) {
              var headers = { 'Content-Type': request.contentType, 'X-Auth-Token': token };
              return fetch(request.url, { method: request.method, headers: headers, body: request.data });
            })
            .then(function (answer) {
              return answer.text().then(function (text) {
                if (answer.ok) done.forEach(function (take) { take(JSON.parse(text)); });
                else fail.forEach(function (take) { take({ status: answer.status, responseText: text }); });
              });
            })
            .catch(function () { fail.forEach(function (take) { take({ status: 0 }); }); });
          var answer = {
            done: function (take) { done.push(take); return answer; },
            fail: function (take) { fail.push(take); return answer; },
          };
          return answer;
        },
      };
      function card(id) {
        if (id === undefined) delete APP.data.current_card;
        else APP.data.current_card = { id: id };
        window.widget = Object.create(base);
        CustomWidget.call(widget);
        return ['render', 'bind_actions', 'init'].map(function (name) { return widget.callbacks[name](); });
      }
      function hide(hidden) {
        Object.defineProperty(document, 'hidden', { configurable: true, get: function () { return hidden; } });
        document.dispatchEvent(new Event('visibilitychange'));
      }
    </script>
    <script src="/script.js"></script>
  </body>
</html>`;

export interface AmocrmPage {
  url: string;
  /** Who is looking. */
  userId: number;
  /** Whose tokens it gives out. */
  integration: Parameters<typeof widgetToken>[0] | undefined;
  close(): Promise<void>;
}

export async function startAmocrmPage(script: Uint8Array): Promise<AmocrmPage> {
  const server = createServer((request, response) => {
    if (request.url === '/script.js') response.setHeader('content-type', 'text/javascript; charset=utf-8').end(script);
    else if (request.url === '/token') void token().then((text) => response.end(text));
    else response.setHeader('content-type', 'text/html; charset=utf-8').end(PAGE);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const token = async (): Promise<string> => {
    if (page.integration === undefined) throw new Error('The page was not told whose tokens it gives out');
    return widgetToken(page.integration, { userId: page.userId, nowMs: Date.now() });
  };
  const page: AmocrmPage = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    userId: 9500002,
    integration: undefined,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return page;
}
