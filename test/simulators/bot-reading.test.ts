import assert from 'node:assert/strict';
import { loadKnowledge, topicsOf } from '../../simulators/bot/knowledge.ts';
import { readBooking } from '../../simulators/bot/reading/booking.ts';
import { normalise } from '../../simulators/bot/reading/words.ts';

const TODAY = '2026-11-21';
const knowledge = loadKnowledge();

function read(text: string, known = {}): Record<string, unknown> {
  return readBooking(text, TODAY, known, knowledge);
}

describe('Bot simulator: dates in plain Russian', () => {
  const july = { arrival: '2027-07-10', departure: '2027-07-20' };
  const stays: [string, Record<string, unknown>][] = [
    ['с 10 по 20 июля', july],
    ['С 10-го по 20-е июля', july],
    ['10-20 июля', july],
    ['10 июля – 20 июля', july],
    ['10.07-20.07', july],
    ['с 10.07 по 20.07', july],
    ['10-20.07', july],
    ['10.07.2027 - 20.07.2027', july],
    ['2027-07-10 2027-07-20', july],
    ['10 июля на 10 дней', july],
    ['на 10 ночей с 10 июля', july],
    ['с 10 июля на десять дней', july],
    ['с 10 июля на неделю', { arrival: '2027-07-10', departure: '2027-07-17' }],
    ['с 3.08 на 2 недели', { arrival: '2027-08-03', departure: '2027-08-17' }],
    ['с 28 июня по 8 июля', { arrival: '2027-06-28', departure: '2027-07-08' }],
    ['с 28 декабря по 8 января', { arrival: '2026-12-28', departure: '2027-01-08' }],
    ['приедем завтра на 5 дней', { arrival: '2026-11-22', departure: '2026-11-27' }],
    ['с 1 мая', { arrival: '2027-05-01' }],
    ['с 1 по 10 ноября', { arrival: '2027-11-01', departure: '2027-11-10' }],
    ['с 1 по 10 декабря', { arrival: '2026-12-01', departure: '2026-12-10' }],
    ['с 31 февраля', {}],
    ['с 20 по 10 июля', {}],
    ['приедем в 14.30', {}],
  ];
  for (const [text, expected] of stays) it(`«${text}»`, () => assert.deepEqual(read(text), expected));

  const knownArrival = { arrival: '2027-07-10' };
  for (const text of ['до 20 июля', '20 июля', 'по 20.07', 'до 20', 'на 10 дней']) {
    it(`«${text}», once the arrival is known, is the departure`, () => assert.deepEqual(read(text, knownArrival), july));
  }

  it('a later arrival keeps the departure while that makes sense', () => {
    assert.deepEqual(read('с 12 июля', july), { arrival: '2027-07-12', departure: '2027-07-20' });
    assert.deepEqual(read('с 25 июля', july), { arrival: '2027-07-25' });
  });
});

describe('Bot simulator: people in plain Russian', () => {
  const parties: [string, Record<string, unknown>][] = [
    ['двое взрослых', { adults: 2 }],
    ['2 взр', { adults: 2 }],
    ['взрослых 2, детей 1 (4 года)', { adults: 2, children: [{ age: 4 }] }],
    ['на двоих', { adults: 2 }],
    ['вчетвером', { adults: 4 }],
    ['мы с мужем', { adults: 2 }],
    ['я и жена', { adults: 2 }],
    ['еду одна', { adults: 1 }],
    ['Мне 65 лет, приеду одна', { adults: 1 }],
    ['я с ребёнком 6 лет', { adults: 1, children: [{ age: 6 }] }],
    ['нас трое, ребёнку 5 лет', { adults: 2, children: [{ age: 5 }] }],
    ['двое взрослых и двое детей 5 и 8 лет', { adults: 2, children: [{ age: 5 }, { age: 8 }] }],
    ['двое взрослых, дети 5 и 8', { adults: 2, children: [{ age: 5 }, { age: 8 }] }],
    ['2 взрослых, сын 7 лет и дочь пяти лет', { adults: 2, children: [{ age: 7 }, { age: 5 }] }],
    ['2 взрослых и малыш полтора года', { adults: 2, children: [{ age: 1 }] }],
    ['2 взрослых и ребёнок', { adults: 2, children: [{}] }],
    ['2+1', { adults: 2, children: [{}] }],
    ['двое, без детей', { adults: 2, children: [] }],
    ['можно с детьми?', {}],
    ['есть детская площадка?', {}],
    ['второй номер', { rooms: 2 }],
    ['полулюкс', { roomCategory: 'Полулюкс' }],
    ['люкс, лечение суставов', { roomCategory: 'Люкс', programme: 'Опорно-двигательная' }],
    ['с собачкой', { pets: true }],
    ['без животных', { pets: false }],
    ['которые', {}],
  ];
  for (const [text, expected] of parties) it(`«${text}»`, () => assert.deepEqual(read(text), expected));

  it('ages answer our question', () => {
    const known = { adults: 2, children: [{}] };
    assert.deepEqual(read('6', known), { adults: 2, children: [{ age: 6 }] });
    assert.deepEqual(read('5 и 8', known), { adults: 2, children: [{ age: 5 }, { age: 8 }] });
  });
});

describe('Bot simulator: the knowledge base', () => {
  const questions: Record<string, string> = {
    prices: 'Сколько стоит путёвка?',
    availability: 'Есть ли места?',
    rooms: 'Что есть в номере, балкон?',
    programmes: 'Какие программы лечения?',
    procedures: 'Какие процедуры входят?',
    water: 'У вас есть минеральная вода?',
    doctor: 'Когда принимает врач?',
    contraindications: 'Какие противопоказания?',
    meals: 'Как кормят?',
    diet: 'Есть диетический стол?',
    checkin: 'Во сколько заезд?',
    address: 'Как до вас добраться?',
    transfer: 'Есть трансфер?',
    parking: 'Где можно припарковаться?',
    wifi: 'Вай-фай есть?',
    pool: 'Есть бассейн?',
    gym: 'Есть тренажёрный зал?',
    children: 'Принимаете детей?',
    documents: 'Какие документы нужны?',
    medicalCard: 'Нужна ли санаторно-курортная карта?',
    payment: 'Как оплатить?',
    cancellation: 'Какие условия отмены?',
    resortFee: 'Нужно ли платить курортный сбор?',
    taxDocuments: 'Как получить налоговый вычет?',
    singleRoom: 'Есть одноместное размещение?',
    leisure: 'Чем заняться вечером?',
    laundry: 'Есть прачечная?',
    access: 'Есть ли лифт?',
    feedback: 'Где оставить отзыв?',
  };

  it('has a question here for every topic', () => {
    assert.deepEqual(knowledge.topics.map(({ id }) => id).toSorted(), Object.keys(questions).toSorted());
  });
  for (const [id, question] of Object.entries(questions)) {
    it(`«${question}» → ${id}`, () => assert.ok(topicsOf(normalise(question), knowledge).some((topic) => topic.id === id)));
  }

  it('holds no link: hosts are allowed by the policy, not by the bot', () => {
    assert.doesNotMatch(JSON.stringify(knowledge), /https?:|www\./);
  });
});
