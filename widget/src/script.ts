import { addressIn, leadOnScreen, type AmocrmWidget } from './amocrm.ts';
import { OpenCard } from './open-card.ts';
import { paint, PANEL_HTML } from './panel.ts';
import { Service } from './service.ts';
import { NO_ADDRESS } from './words.ts';

/** amoCRM may leave a card and come back to it at once, as it does when it draws it anew: that is one opening. */
const SAME_OPENING_WITHIN_MS = 5_000;

let open: OpenCard | undefined;
let lastOpened: { leadId: number; atMs: number } | undefined;

/** What amoCRM's loader constructs. Each callback says true: else amoCRM stops in the middle. */
export function CustomWidget(this: AmocrmWidget): void {
  this.callbacks = {
    render: () => {
      if (leadOnScreen(this) === undefined) return true;
      this.render_template({ caption: { class_name: 'estafeta-caption' }, body: '', render: PANEL_HTML });
      show(this);
      return true;
    },
    init: () => {
      show(this);
      return true;
    },
    bind_actions: () => true,
    settings: () => true,
    onSave: () => true,
    destroy: () => {
      open?.stop();
      open = undefined;
      return true;
    },
  };
}

/** Called for one card several times over: only the first time it is an opening. */
function show(widget: AmocrmWidget): void {
  const leadId = leadOnScreen(widget);
  if (leadId !== undefined && open?.leadId === leadId) {
    open.repaint();
    return;
  }
  open?.stop();
  open = undefined;
  if (leadId === undefined) return;
  const address = addressIn(widget.get_settings());
  if (address === undefined) {
    paint({ state: NO_ADDRESS }, () => undefined);
    return;
  }
  open = new OpenCard(leadId, new Service(widget, address), isNewOpening(leadId));
}

function isNewOpening(leadId: number): boolean {
  const atMs = Date.now();
  const isSame = lastOpened?.leadId === leadId && atMs - lastOpened.atMs < SAME_OPENING_WITHIN_MS;
  lastOpened = { leadId, atMs };
  return !isSame;
}
