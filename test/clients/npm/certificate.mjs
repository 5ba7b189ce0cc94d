// Prints a key and a certificate for this machine and for the names that clients insist on; made anew for each test run.
import { createRequire } from 'node:module';

const { generate } = createRequire(`${process.env.CLIENTS}/`)('selfsigned');

const DNS = 2;
const IP = 7;
const names = ['localhost', '*.amocrm.ru'].map((value) => ({ type: DNS, value }));
const { private: key, cert } = await generate([{ name: 'commonName', value: 'Estafeta tests' }], {
  keyType: 'ec',
  algorithm: 'sha256',
  notAfterDate: new Date(Date.now() + 24 * 3_600_000),
  extensions: [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
    { name: 'subjectAltName', altNames: [...names, { type: IP, ip: '127.0.0.1' }] },
  ],
});
process.stdout.write(JSON.stringify({ key, cert }));
