import { addressIn, leadOnScreen, type AmocrmWidget } from './amocrm.ts';
import { OpenCard } from './open-card.ts';
import { Openings } from './openings.ts';
import { paint, PANEL_HTML } from './panel.ts';
import { Service } from './service.ts';
import { NO_ADDRESS } from './words.ts';

const openings = new Openings();
let open: OpenCard | undefined;

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

/** Called for one card several times over. */
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
  open = new OpenCard(leadId, new Service(widget, address), openings);
}
