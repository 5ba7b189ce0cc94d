import assert from 'node:assert/strict';
import { hasOnlyAllowedLinks, holdsLink, isAllowedLink, linksIn } from '../../domain/dialog/rules/links.ts';

const HOSTS = ['pay.example', 'Shahter.example'];
const allowed = (link: string): boolean => isAllowedLink(link, HOSTS);

describe('a link of the bot', () => {
  for (const link of [
    'https://pay.example/77',
    'http://pay.example',
    'https://PAY.example/77?x=1#y',
    'https://pay.example:8443/77',
    'https://pay.example?x=1',
    'https://pay.example#top',
    'https://shahter.example/отзыв',
    'pay.example/77',
    'https://pay.example/?back=https://evil.example/',
  ])
    it(`D-24: ${link} leads to an allowed host`, () => assert.equal(allowed(link), true));

  for (const link of [
    'https://evil.example/77',
    'https://sub.pay.example/77',
    'https://pay.example.evil.example/77',
    'https://pay.example@evil.example/77',
    'https://evil.example/pay.example',
    'https://evil.example?pay.example',
    'https://evil.example#pay.example',
    'https://evil.example\\pay.example',
    'https:evil.example',
    'https://pay.example\\@evil.example/77',
    'ftp://pay.example/77',
    'javascript:alert(1)',
    'tg://resolve?domain=pay.example',
    'https://',
    '/77',
    '',
    'https://pay.example/77 https://evil.example/77',
  ])
    it(`D-24: «${link}» does not`, () => assert.equal(allowed(link), false));

  it('D-24: no hosts in the policy = no link at all', () => {
    assert.equal(isAllowedLink('https://pay.example/77', []), false);
    assert.equal(hasOnlyAllowedLinks('Вот: https://pay.example/77', []), false);
    assert.equal(hasOnlyAllowedLinks('Ссылок нет.', []), true);
  });
});

describe('the links in a text', () => {
  it('D-24: are found wherever they stand, without the punctuation behind them', () => {
    assert.deepEqual(linksIn('Оплата (https://pay.example/77), сайт: www.shahter.example. Всё!'), [
      'https://pay.example/77',
      'www.shahter.example',
    ]);
  });

  it('D-24: a bare name is a link too, as WhatsApp makes one of it', () => {
    assert.deepEqual(linksIn('Пишите в t.me/evil или на Evil.example/pay, а ещё сайт.рф'), ['t.me/evil', 'Evil.example/pay', 'сайт.рф']);
    assert.deepEqual(linksIn('Зайдите на evil.example'), ['evil.example']);
  });

  it('D-24: abbreviations, prices, files and mail addresses are none', () => {
    assert.deepEqual(linksIn('г.Ессентуки, т.е. 4.500 руб.за ночь, в 10.00, menu.pdf, info@shahter.example, и т.д.Всего доброго.'), []);
  });

  it('D-24: a bare name may be in any letters', () => {
    const names = [
      'шахтёр.com',
      'бронь.рус',
      'сайт-шахтёр.рф',
      'шахтёр.онлайн/бронь',
      'ШАХТЁР.RU',
      'оплата.evil.example',
      'xn--80a.xn--p1ai',
    ];
    for (const name of names) assert.deepEqual(linksIn(`Оплатите на ${name}, пожалуйста.`), [name]);
  });

  for (const text of [
    'Мы приедем.Спасибо',
    'До 4 человек.Дети до 3 лет бесплатно, 4 500 руб.дети старше',
    'Это в Ессентуках.Москва далеко, г.Москва ещё дальше',
    'Есть в номере.WiFi и в холле.Wi-Fi, а также спа.SPA открыт',
    'Всё есть в меню.pdf, подробнее см.сайт санатория',
    'К.м.н. Иванов И.И., д.м.н.Петров, ул.Ленина, д.5,кв.7',
    'Заезд 10.05.Выезд 20.05.в 12.00',
  ])
    it(`D-24: a full stop without a space makes none: «${text}»`, () => assert.deepEqual(linksIn(text), []));

  it('D-24: any other scheme is seen as well', () => {
    assert.deepEqual(linksIn('whatsapp://send?text=1'), ['whatsapp://send?text=1']);
  });

  it('D-24: one that leads elsewhere is enough', () => {
    assert.equal(hasOnlyAllowedLinks('https://pay.example/1 и https://shahter.example', HOSTS), true);
    assert.equal(hasOnlyAllowedLinks('https://pay.example/1 и https://evil.example', HOSTS), false);
    assert.equal(hasOnlyAllowedLinks('Оплата на evil.example', HOSTS), false);
  });

  it('D-26: a text holds a link only if it is exactly that one', () => {
    assert.equal(holdsLink('Оплата: https://pay.example/77.', 'https://pay.example/77'), true);
    assert.equal(holdsLink('Оплата: https://pay.example/771', 'https://pay.example/77'), false);
  });
});
