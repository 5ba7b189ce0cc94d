import styles from './style.css';

const PANEL_CLASS = 'estafeta-card';
/** What amoCRM puts into the card for us; filled in by `paint`. */
export const PANEL_HTML = `<div class="${PANEL_CLASS}"></div>`;

export interface Painting {
  state: string;
  details?: readonly string[];
  notice?: string | undefined;
  button?: string | undefined;
  /** Something is under way: the button waits. */
  busy?: boolean;
}

let styled = false;

/** Shows it where amoCRM has our panel now, if it does. Nodes stay the same as long as the panel does, so that focus is not lost. */
export function paint({ state, details = [], notice = '', button, busy = false }: Painting, press: () => void): void {
  const panel = document.querySelector<HTMLElement>(`.${PANEL_CLASS}`);
  if (panel === null) return;
  if (!styled) addStyles();
  if (panel.childElementCount === 0) fill(panel);
  write(panel, 'state', state);
  write(panel, 'details', details.join('\n'));
  write(panel, 'notice', notice);
  const pressed = write(panel, 'button', button ?? '');
  pressed.setAttribute('aria-disabled', String(busy));
  pressed.onclick = () => {
    if (pressed.getAttribute('aria-disabled') !== 'true') press();
  };
}

function addStyles(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  styled = true;
}

function fill(panel: HTMLElement): void {
  panel.setAttribute('role', 'group');
  panel.setAttribute('aria-label', 'Эстафета');
  panel.append(part('p', 'state', 'status'), part('p', 'details'), part('p', 'notice', 'alert'), part('button', 'button'));
}

function part(tag: 'p' | 'button', name: string, role?: string): HTMLElement {
  const element = document.createElement(tag);
  element.className = `${PANEL_CLASS}__${name}`;
  if (role !== undefined) element.setAttribute('role', role);
  if (element instanceof HTMLButtonElement) element.type = 'button';
  return element;
}

/** Text only: whatever a name contains, it is no markup. */
function write(panel: HTMLElement, name: string, text: string): HTMLElement {
  const element = panel.querySelector<HTMLElement>(`.${PANEL_CLASS}__${name}`) ?? panel;
  if (element.textContent !== text) element.textContent = text;
  element.hidden = text === '';
  return element;
}
