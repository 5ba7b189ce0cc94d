import express, { type RequestHandler } from 'express';

const LIMIT = '1mb';

/** JSON whatever the content type says: a webhook's sender may name none. */
export const jsonBody: RequestHandler = express.json({ limit: LIMIT, type: () => true });

/** The body as text, for what decodes it itself. */
export const textBody: RequestHandler = express.text({ limit: LIMIT, type: () => true, defaultCharset: 'utf-8' });
