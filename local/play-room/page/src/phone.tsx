import { useEffect, useRef } from 'preact/hooks';
import { BubbleRow } from './bubble.tsx';
import { Composer } from './composer.tsx';
import { Guests } from './guests.tsx';
import { guest } from './live.ts';
import { PastUs } from './past-us.tsx';
import { dayOf } from './time.ts';

/** The guest's phone: what they read and write in WhatsApp. */
export function Phone() {
  const { name = '', phone = '', bubbles = [], dialog = null } = guest.value ?? {};
  const screen = useRef<HTMLDivElement>(null);
  const toLatest = (): void => screen.current?.scrollTo({ top: screen.current.scrollHeight });
  useEffect(toLatest, [bubbles.length, phone]);
  useEffect(() => {
    const resizing = new ResizeObserver(toLatest);
    if (screen.current !== null) resizing.observe(screen.current);
    return () => resizing.disconnect();
  }, []);

  return (
    <>
      <h2 id="phone-title">Телефон гостя</h2>
      <Guests />
      <div class="phone">
        <div class="phone-top">
          <span class="avatar" aria-hidden="true">
            Ш
          </span>
          <span>
            <b>Санаторий «Шахтёр»</b>
            <small>{dialog === null ? (name === '' ? 'WhatsApp' : `пишет ${name}`) : `диалог ${dialog.state}`}</small>
          </span>
        </div>
        <div class="screen" ref={screen} role="log" aria-label="Переписка" tabIndex={0}>
          {guest.value === undefined && <p class="screen-note">Открываем переписку…</p>}
          {guest.value !== undefined && bubbles.length === 0 && (
            <p class="screen-note">Разговора ещё нет. Напишите санаторию: ответит бот.</p>
          )}
          {bubbles.map((bubble, place) => {
            const before = bubbles[place - 1];
            const isNewDay = before === undefined || dayOf(before.atMs) !== dayOf(bubble.atMs);
            return (
              <>
                {isNewDay && (
                  <p key={`day ${bubble.id}`} class="screen-note">
                    {dayOf(bubble.atMs)}
                  </p>
                )}
                <BubbleRow key={bubble.id} bubble={bubble} />
              </>
            );
          })}
        </div>
        <Composer isEmpty={guest.value !== undefined && bubbles.length === 0} />
      </div>
      <PastUs />
    </>
  );
}
