/** Each has an answer of its own in the bot's knowledge base, so that a text sent twice shows; nobody asks one twice. */
export const QUESTIONS = [
  'Есть ли у вас парковка?',
  'Есть ли бассейн?',
  'Есть ли в санатории вай-фай?',
  'Есть ли спортзал?',
  'Берёте ли вы курортный сбор?',
  'Какое у вас питание?',
  'Во сколько заезд?',
  'Как до вас добраться?',
  'Есть ли трансфер?',
  'Где можно пить минеральную воду?',
  'Когда приём врача?',
  'Есть ли у вас прачечная?',
  'Есть ли лифт?',
  'Какой у вас досуг?',
] as const;

/** Stage moves: consultation, link (SPEC D-61). */
export const BOOKING = [
  'Здравствуйте! Сколько стоит отдых в июле?',
  'С 10 по 20 июля, двое взрослых',
  'Комфорт нас устраивает, бронирую',
] as const;
export const CALL = 'Позовите, пожалуйста, менеджера';
/** What the product says to everybody alike (the policy): these alone may come more than once. */
export const HANDOFF = /Передаю ваше обращение менеджеру/u;
export const GREETING = /^Я виртуальный помощник, снова на связи\. Если есть вопросы, напишите\.$/u;
