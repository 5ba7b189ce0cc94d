import assert from 'node:assert/strict';
import { maskPhone, normalizePhone } from '../../contact/phone.ts';

describe('a phone in the words of whoever wrote it down', () => {
  const one = '79001234512';
  for (const given of [
    '79001234512',
    '+79001234512',
    '89001234512',
    '9001234512',
    '8 (900) 123-45-12',
    '+7 (900) 123 45 12',
    ' 8-900-123-45-12 ',
    '+8 900 123 45 12',
    'тел. 8 900 123 45 12',
    '7.900.123.45.12',
  ]) {
    it(`D-01: «${given}» is the same person as ${one}`, () => assert.equal(normalizePhone(given), one));
  }

  for (const [given, expected] of [
    ['8 879 346-78-90', '78793467890'],
    ['8 800 555-35-35', '78005553535'],
    ['8 701 123 45 67', '77011234567'],
    ['375291234567', '375291234567'],
    ['+49 1512 3456789', '4915123456789'],
    ['998 90 123 45 67', '998901234567'],
    ['+372 512 3456', '3725123456'],
    ['3725123456', '3725123456'],
    ['+81 3 1234 5678', '81312345678'],
    ['+84 912 345 678', '84912345678'], // Vietnam; without the plus it is Ryazan
    ['84912345678', '74912345678'],
  ] as const) {
    it(`D-01: «${given}» is ${expected}`, () => assert.equal(normalizePhone(given), expected));
  }

  it('another number is another person', () => assert.notEqual(normalizePhone('79001234513'), one));

  for (const given of [
    '',
    'Ольга',
    '123',
    '12345',
    '8 900 123',
    'заказ 6834000',
    '00000000000',
    '79001234512-1423423@g.us',
    '1234567890',
    '89001234512, 89001234513',
  ]) {
    it(`D-01: «${given}» is no phone`, () => assert.equal(normalizePhone(given), undefined));
  }
});

describe('a phone where people must not read it', () => {
  it('shows the country, the operator and the last two digits', () => assert.equal(maskPhone('79001234512'), '+7 900 ***-**-12'));
  it('shows the same of any notation', () => assert.equal(maskPhone('+7 (900) 123-45-12'), '+7 900 ***-**-12'));
  it('shows as little of a foreign one', () => assert.equal(maskPhone('4915123456789'), '+49 151 ***-**-89'));
  it('shows two digits of what is no phone, and never all of it', () => {
    assert.equal(maskPhone('120012'), '***12');
    assert.equal(maskPhone('12'), '***');
    assert.equal(maskPhone(''), '***');
  });
});
